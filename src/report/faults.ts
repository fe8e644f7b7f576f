// The faults of a run, from the nemesis operations of its history: what was done to whom, when, for how long, and
// whether the world showed the effect and its end.

import type { JsonValue, Operation } from '../history/operation.ts';

/** Which nemesis operations begin and end a fault of one package. */
export interface FaultLegend {
  readonly name: string;
  readonly startOperations: readonly string[];
  readonly stopOperations: readonly string[];
}

export interface FaultSpan {
  readonly package: string;
  readonly f: string;
  readonly description: string;
  readonly hosts: readonly string[];
  /** When the injection was done. */
  readonly startNs: number;
  /** When the healing was done; `null` when the history ends before it. */
  readonly endNs: number | null;
  /** The world showed the effect. */
  readonly verified: boolean;
  /** The world showed that it is gone; `null` while it lasts. */
  readonly healed: boolean | null;
}

interface NemesisResult {
  readonly description: string;
  readonly hosts: readonly string[];
  readonly verified: boolean;
}

/** The result of a nemesis operation's second event; `null` for its first event. */
function nemesisResult(value: JsonValue): NemesisResult | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const { description, hosts, verified } = value as { readonly [key: string]: JsonValue };
  if (typeof description !== 'string' || typeof verified !== 'boolean' || !Array.isArray(hosts)) return null;
  return { description, hosts: hosts.map(String), verified };
}

/** Pairs every injection with the next healing of the same package. Operations no package knows are left out. */
export function faultSpans(
  history: readonly Operation[],
  legend: readonly FaultLegend[],
): readonly FaultSpan[] {
  const spans: FaultSpan[] = [];
  const close = (name: string, endNs: number, healed: boolean): void => {
    spans.forEach((span, index) => {
      if (span.package === name && span.endNs === null) spans[index] = { ...span, endNs, healed };
    });
  };
  for (const { process, f, value, time } of history) {
    const result = process === 'nemesis' ? nemesisResult(value) : null;
    if (result === null) continue;
    const starts = legend.find(({ startOperations }) => startOperations.includes(f));
    const stops = legend.find(({ stopOperations }) => stopOperations.includes(f));
    if (starts !== undefined) {
      spans.push({ package: starts.name, f, ...result, startNs: time, endNs: null, healed: null });
    } else if (stops !== undefined) close(stops.name, time, result.verified);
  }
  return spans;
}
