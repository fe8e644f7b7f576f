// The smallest part of a register's calls, found in a window before a moment, that contradicts itself whatever the register held
// before: what is shown of a violation that search found.
//
// From an impossible window calls are left out one by one while it stays impossible. Reads may always go. What writes may go only
// when no call that is left needs its value: then it could not have helped, and the calls that are left exclude each other
// with it as they do without it.

import { NEVER } from './call-columns.ts';
import type { Contradiction } from './decision.ts';
import { NONE, type RegisterCalls } from './register-calls.ts';
import type { SearchLimits } from './search.ts';
import { isImpossible, type Window, windowCalls } from './window.ts';

const FIRST_WIDTH_CALLS = 8;
const WIDEST_CALLS = 1024;
const STEPS = 20_000;
/** Time for finding a window, and again for making it smaller. */
const MILLISECONDS = 1_000;
/** Larger cores explain nothing. */
const MOST_CALLS = 20;

/** The core of calls whose end nothing explains; null where none was found that is small enough. */
export function smallestCore(calls: RegisterCalls, limits: SearchLimits): Contradiction | null {
  const found = impossibleEnd(calls, withinTime(limits));
  if (found === null) return null;
  const core = reduced(found, withinTime(limits));
  const { count, invoked, completed } = core.columns;
  if (count > MOST_CALLS) return null;
  const rows = new Set<number>();
  for (let call = 0; call < count; call++) {
    rows.add(invoked[call] as number);
    if (completed[call] !== NEVER) rows.add(completed[call] as number);
  }
  const positions = [...rows].sort((a, b) => a - b);
  const before = core.fromStart ? '' : ', whatever the register held before';
  const what =
    count === 1 ? 'this operation contradicts itself' : `these ${count} operations contradict each other`;
  return { reason: what + before, positions, within: positions.at(-1) ?? 0 };
}

function withinTime(limits: SearchLimits): SearchLimits {
  return { ...limits, deadlineMs: Math.min(limits.deadlineMs, performance.now() + MILLISECONDS) };
}

/** An impossible window of the latest calls, wider and wider. */
function impossibleEnd(calls: RegisterCalls, limits: SearchLimits): Window | null {
  for (let width = FIRST_WIDTH_CALLS; width <= WIDEST_CALLS; width *= 2) {
    const first = calls.count - width;
    const start = first <= 0 ? -1 : (calls.invoked[first] as number);
    const window = windowCalls(calls, start, NEVER - 1);
    const verdict = isImpossible(window, STEPS, limits);
    if (verdict === 'impossible') return window;
    if (verdict === 'undecided' || start === -1) return null;
  }
  return null;
}

function reduced(window: Window, limits: SearchLimits): Window {
  let best = window;
  for (const writes of [false, true]) {
    for (let call = 0; call < best.columns.count; ) {
      const smaller = mayLeaveOut(best.columns, call, writes) ? without(best, call) : null;
      if (smaller !== null && isImpossible(smaller, STEPS, limits) === 'impossible') best = smaller;
      else call++;
    }
  }
  return best;
}

function mayLeaveOut({ count, needs, gives, misses }: RegisterCalls, call: number, writes: boolean): boolean {
  const give = gives[call] as number;
  if ((give !== NONE) !== writes) return false;
  // Anything else than the value it expected explains a refusal.
  if (give !== NONE && misses?.some((miss) => miss !== NONE) === true) return false;
  return give === NONE || !needs.subarray(0, count).some((need, other) => other !== call && need === give);
}

function without({ columns, optional, fromStart }: Window, call: number): Window {
  const rest = <Column extends Int32Array | Uint8Array>(column: Column): Column =>
    column.filter((_, at) => at !== call) as Column;
  return {
    columns: {
      ...columns,
      count: columns.count - 1,
      needs: rest(columns.needs),
      gives: rest(columns.gives),
      misses: columns.misses === null ? null : rest(columns.misses),
      invoked: rest(columns.invoked),
      completed: rest(columns.completed),
    },
    optional: rest(optional),
    fromStart,
  };
}
