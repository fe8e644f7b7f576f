// Counts and latencies of client operations as they happen.

import { build, type Histogram } from 'hdr-histogram-js';
import { errorClassOf, isDeclined } from '../checkers/answers.ts';
import type { Operation, Process } from '../history/operation.ts';

const highestMicroseconds = 3_600_000_000;
/** Classes of errors that are counted. */
const mostErrorClasses = 50;

/** Client operations by how they ended. */
export interface Counts {
  readonly invoked: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

export interface ErrorCount {
  readonly name: string;
  readonly count: number;
}

export interface Tally {
  /** Takes note of one event; the nemesis' are ignored. */
  add(operation: Operation): void;
  counts(): Counts;
  /** Counts of each `f`. */
  countsByF(): Readonly<Record<string, Counts>>;
  /** How often each class of error was met, the one met last first. */
  errors(): readonly ErrorCount[];
  /** Latencies of `ok` operations since the last call, in ms; `null` where there were none. */
  takeLatencies(): { readonly p50Ms: number; readonly p99Ms: number } | null;
}

type Mutable = { -readonly [Field in keyof Counts]: Counts[Field] };

export function createTally(): Tally {
  const byF = new Map<string, Mutable>();
  /** The one met last is the last. */
  const errorCounts = new Map<string, number>();
  const startedNs = new Map<Process, number>();
  const histogram: Histogram = build({
    highestTrackableValue: highestMicroseconds,
    numberOfSignificantValueDigits: 2,
  });

  function countsOf(f: string): Mutable {
    const existing = byF.get(f) ?? { invoked: 0, ok: 0, fail: 0, info: 0 };
    byF.set(f, existing);
    return existing;
  }

  function countError(error: string): void {
    const name = errorClassOf(error);
    const count = errorCounts.get(name) ?? 0;
    if (count === 0 && errorCounts.size === mostErrorClasses) return;
    errorCounts.delete(name);
    errorCounts.set(name, count + 1);
  }

  return {
    add({ process, type, f, time, error }) {
      if (process === 'nemesis') return;
      if (error !== undefined && !(type === 'fail' && isDeclined(error))) countError(error);
      countsOf(f)[type === 'invoke' ? 'invoked' : type] += 1;
      if (type === 'invoke') {
        startedNs.set(process, time);
        return;
      }
      const startNs = startedNs.get(process) ?? time;
      startedNs.delete(process);
      if (type === 'ok')
        histogram.recordValue(Math.min(highestMicroseconds, Math.round((time - startNs) / 1000)));
    },
    counts() {
      const total: Mutable = { invoked: 0, ok: 0, fail: 0, info: 0 };
      for (const counts of byF.values()) {
        total.invoked += counts.invoked;
        total.ok += counts.ok;
        total.fail += counts.fail;
        total.info += counts.info;
      }
      return total;
    },
    countsByF: () => Object.fromEntries([...byF].map(([f, counts]) => [f, { ...counts }])),
    errors: () => [...errorCounts].reverse().map(([name, count]) => ({ name, count })),
    takeLatencies() {
      if (histogram.totalCount === 0) return null;
      const p50Ms = histogram.getValueAtPercentile(50) / 1000;
      const p99Ms = histogram.getValueAtPercentile(99) / 1000;
      histogram.reset();
      return { p50Ms, p99Ms };
    },
  };
}
