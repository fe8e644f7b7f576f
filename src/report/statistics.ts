// What clients saw of a run, from its history: how operations ended and how long they took.

import { type Columns, nemesisProcess, typeCode } from '../history/columns.ts';
import { absent } from '../history/interner.ts';

export interface FunctionStatistics {
  /** Name of the operation: `read`, `write`, ... */
  readonly f: string;
  readonly ok: number;
  readonly fail: number;
  /** Outcome unknown, those that never returned included. */
  readonly info: number;
  /** Of the successful ones, invocation to completion; `null` where there is none. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
}

interface Tally {
  readonly f: string;
  invoked: number;
  ok: number;
  fail: number;
  readonly latencies: number[];
}

/** The value below which `share` of sorted values lie (nearest rank). */
function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function finish({ f, invoked, ok, fail, latencies }: Tally): FunctionStatistics {
  const sorted = Float64Array.from(latencies).sort();
  const latencyMs =
    sorted.length === 0
      ? null
      : { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), max: percentile(sorted, 1) };
  return { f, ok, fail, info: invoked - ok - fail, latencyMs };
}

/** Counts and latencies of client operations by name, in order of first use. Nemesis operations are left out. */
export function summarizeOperations(columns: Columns): readonly FunctionStatistics[] {
  const { length, process, f, type, time, pair, names } = columns;
  const tallies = new Map<number, Tally>();
  for (let row = 0; row < length; row++) {
    if (process[row] === nemesisProcess) continue;
    const name = f[row] as number;
    const tally = tallies.get(name) ?? { f: names.get(name), invoked: 0, ok: 0, fail: 0, latencies: [] };
    tallies.set(name, tally);
    if (type[row] === typeCode.invoke) tally.invoked += 1;
    else if (type[row] === typeCode.fail) tally.fail += 1;
    else if (type[row] === typeCode.ok) {
      const invocation = pair[row] as number;
      const since = invocation === absent ? row : invocation;
      tally.ok += 1;
      tally.latencies.push(((time[row] as number) - (time[since] as number)) / 1e6);
    }
  }
  return [...tallies.values()].map(finish);
}
