// What happened, in numbers: how operations ended, how long they took, how often they succeeded and for how long nothing
// did. Never a violation: other checkers judge.

import type { JsonValue, Operation } from '../history/operation.ts';
import type { Checker } from './checker.ts';
import { quantilesMs } from './quantiles.ts';

const NANOSECONDS_PER_MILLISECOND = 1e6;

interface FunctionCounts {
  invoke: number;
  ok: number;
  fail: number;
  info: number;
  /** Latencies of successes, in nanoseconds. */
  readonly latencies: number[];
}

/** Counts per function and outcome, latency quantiles of successes, rates, and the longest time without a success. */
export function statistics(): Checker {
  return {
    name: 'statistics',
    check(history) {
      return {
        checker: 'statistics',
        valid: true,
        reason: '',
        witnesses: [],
        details: measure(history.operations()),
      };
    },
  };
}

function measure(history: readonly Operation[]): { readonly [key: string]: JsonValue } {
  const functions = new Map<string, FunctionCounts>();
  const open = new Map<number, Operation>();
  const gap = { from: 0, to: 0, last: null as number | null };
  let start: number | null = null;
  let end = 0;
  let faults = 0;
  for (const operation of history) {
    if (operation.process === 'nemesis') {
      faults++;
      continue;
    }
    start ??= operation.time;
    gap.last ??= operation.time;
    end = operation.time;
    const counts = countsOf(functions, operation.f);
    counts[operation.type]++;
    if (operation.type === 'invoke') {
      open.set(operation.process, operation);
      continue;
    }
    const invocation = open.get(operation.process);
    open.delete(operation.process);
    if (operation.type !== 'ok') continue;
    if (invocation !== undefined) counts.latencies.push(operation.time - invocation.time);
    widen(gap, operation.time);
  }
  widen(gap, end);
  const seconds = start === null ? 0 : (end - start) / 1e9;
  const all = [...functions.values()];
  return {
    seconds,
    operations: sum(all, 'invoke'),
    ok: sum(all, 'ok'),
    fail: sum(all, 'fail'),
    info: sum(all, 'info'),
    unfinished: open.size,
    nemesisEvents: faults,
    okPerSecond: seconds === 0 ? null : sum(all, 'ok') / seconds,
    latencyMs: quantilesMs(all.flatMap(({ latencies }) => latencies)),
    longestGapMs: (gap.to - gap.from) / NANOSECONDS_PER_MILLISECOND,
    longestGapFromMs: gap.from / NANOSECONDS_PER_MILLISECOND,
    functions: Object.fromEntries(
      [...functions].map(([f, { latencies, ...counts }]) => [
        f,
        {
          ...counts,
          okPerSecond: seconds === 0 ? null : counts.ok / seconds,
          latencyMs: quantilesMs(latencies),
        },
      ]),
    ),
  };
}

function countsOf(functions: Map<string, FunctionCounts>, f: string): FunctionCounts {
  let counts = functions.get(f);
  if (counts === undefined)
    functions.set(f, (counts = { invoke: 0, ok: 0, fail: 0, info: 0, latencies: [] }));
  return counts;
}

/** Ends the time without success at `time` and keeps it if it is the longest. */
function widen(gap: { from: number; to: number; last: number | null }, time: number): void {
  const from = gap.last ?? time;
  if (time - from > gap.to - gap.from) {
    gap.from = from;
    gap.to = time;
  }
  gap.last = time;
}

function sum(all: readonly FunctionCounts[], type: 'invoke' | 'ok' | 'fail' | 'info'): number {
  return all.reduce((total, counts) => total + counts[type], 0);
}
