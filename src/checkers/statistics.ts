// What happened, in numbers: how operations ended, how long they took, how often they succeeded and for how long nothing
// did. Never a violation: other checkers judge.

import { nemesisProcess, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import type { Checker } from './checker.ts';
import { quantilesMs } from './quantiles.ts';
import { hasSuccess, nothingSucceeded } from './rows.ts';

const nanosecondsPerMillisecond = 1e6;
const types = ['invoke', 'ok', 'fail', 'info'] as const;

interface FunctionCounts {
  readonly name: string;
  /** By code of `type`. */
  readonly ends: [number, number, number, number];
  /** Of successes, in nanoseconds. */
  readonly latencies: number[];
}

/** The longest time without a success so far. */
interface Gap {
  from: number;
  to: number;
  last: number;
}

/** Counts per function and outcome, latency quantiles of successes, rates, and the longest time without a success. */
export function statistics(): Checker {
  return {
    name: 'statistics',
    check(history) {
      const isMeasured = hasSuccess(history.columns());
      return {
        checker: 'statistics',
        valid: isMeasured || 'unknown',
        reason: isMeasured ? '' : nothingSucceeded,
        witnesses: [],
        details: measure(history),
      };
    },
  };
}

function measure(history: History): { readonly [key: string]: JsonValue } {
  const { length, process, type, time, pair, f, names } = history.columns();
  const byName: (FunctionCounts | undefined)[] = [];
  let gap: Gap | null = null;
  let start = 0;
  let end = 0;
  let nemesisEvents = 0;
  let unfinished = 0;
  for (let row = 0; row < length; row++) {
    if (process[row] === nemesisProcess) {
      nemesisEvents++;
      continue;
    }
    const now = time[row] as number;
    if (gap === null) {
      gap = { from: 0, to: 0, last: now };
      start = now;
    }
    end = now;
    const name = f[row] as number;
    const counts = (byName[name] ??= { name: names.get(name), ends: [0, 0, 0, 0], latencies: [] });
    const code = type[row] as 0 | 1 | 2 | 3;
    counts.ends[code]++;
    if (code === typeCode.invoke && pair[row] === absent) unfinished++;
    if (code !== typeCode.ok) continue;
    if (pair[row] !== absent) counts.latencies.push(now - (time[pair[row] as number] as number));
    widen(gap, now);
  }
  if (gap !== null) widen(gap, end);
  const seconds = (end - start) / 1e9;
  const functions = byName.filter((counts) => counts !== undefined);
  const sum = (code: 0 | 1 | 2 | 3): number => functions.reduce((total, { ends }) => total + ends[code], 0);
  const perSecond = (count: number): number | null => (seconds === 0 ? null : count / seconds);
  return {
    seconds,
    operations: sum(typeCode.invoke),
    ok: sum(typeCode.ok),
    fail: sum(typeCode.fail),
    info: sum(typeCode.info),
    unfinished,
    nemesisEvents,
    okPerSecond: perSecond(sum(typeCode.ok)),
    latencyMs: quantilesMs(functions.flatMap(({ latencies }) => latencies)),
    longestGapMs: ((gap?.to ?? 0) - (gap?.from ?? 0)) / nanosecondsPerMillisecond,
    longestGapFromMs: (gap?.from ?? 0) / nanosecondsPerMillisecond,
    functions: Object.fromEntries(
      functions.map(({ name, ends, latencies }) => [
        name,
        {
          ...Object.fromEntries(types.map((type, code) => [type, ends[code] as number])),
          okPerSecond: perSecond(ends[typeCode.ok]),
          latencyMs: quantilesMs(latencies),
        },
      ]),
    ),
  };
}

/** Ends the time without success at `now` and keeps it if it is the longest. */
function widen(gap: Gap, now: number): void {
  if (now - gap.last > gap.to - gap.from) {
    gap.from = gap.last;
    gap.to = now;
  }
  gap.last = now;
}
