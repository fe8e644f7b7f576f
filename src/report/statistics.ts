// What clients saw of a run, from its history: how operations ended and how long they took.

import type { Operation } from '../history/operation.ts';

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
  invoked: number;
  ok: number;
  fail: number;
  readonly latencies: number[];
}

/** The value below which `share` of sorted values lie (nearest rank). */
function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function finish(f: string, tally: Tally): FunctionStatistics {
  const sorted = Float64Array.from(tally.latencies).sort();
  const { ok, fail } = tally;
  const latencyMs =
    sorted.length === 0
      ? null
      : { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), max: percentile(sorted, 1) };
  return { f, ok, fail, info: tally.invoked - ok - fail, latencyMs };
}

/** Counts and latencies of client operations by name, in order of first use. Nemesis operations are left out. */
export function summarizeOperations(history: readonly Operation[]): readonly FunctionStatistics[] {
  const tallies = new Map<string, Tally>();
  const openSince = new Map<number, number>();
  for (const operation of history) {
    const { process, f, time } = operation;
    if (process === 'nemesis') continue;
    const tally = tallies.get(f) ?? { invoked: 0, ok: 0, fail: 0, latencies: [] };
    tallies.set(f, tally);
    if (operation.type === 'invoke') {
      tally.invoked += 1;
      openSince.set(process, time);
      continue;
    }
    if (operation.type === 'fail') tally.fail += 1;
    if (operation.type === 'ok') {
      tally.ok += 1;
      tally.latencies.push((time - (openSince.get(process) ?? time)) / 1e6);
    }
    openSince.delete(process);
  }
  return [...tallies].map(([f, tally]) => finish(f, tally));
}
