// Shows that a register's history is not linearizable by a part of it that is not, whatever came before.
//
// A window runs between two positions of the history. Calls that ended before it are left out, and those open at its start
// may have taken effect before: reads among them are left out, others may still be placed but need not be. The register may
// start with any value, and calls of unknown outcome may take effect as often as they like. Every linearization of the history, cut at the window, is then a linearization of the window; so
// if the window has none from any first value, neither has the history. Calls open at the window's end are of unknown
// outcome there, as in any prefix.

import { NEVER } from './call-columns.ts';
import type { Problem } from './problem.ts';
import { NONE, type RegisterCalls } from './register-calls.ts';
import { registerProblem } from './register-problem.ts';
import { createSearch, type SearchLimits } from './search.ts';
import { valueTable } from './values.ts';

const FIRST_WIDTH_EVENTS = 64;
const WIDEST_EVENTS = 4096;
/** More first values than this are not tried one by one. */
const MAX_FIRST_VALUES = 256;

/**
 * Looks for an impossible window around an event, wider and wider; `steps` bounds each search. Answers the position at
 * which the impossible window ends, or null where none was found.
 */
export function impossibleWindow(
  calls: RegisterCalls,
  { positionOf, events }: Problem,
  event: number,
  steps: number,
  limits: SearchLimits,
  firstWidthEvents = FIRST_WIDTH_EVENTS,
): number | null {
  for (let width = firstWidthEvents; width <= WIDEST_EVENTS; width *= 4) {
    const last = Math.min(events.length - 1, event + width);
    const start = event - width <= 0 ? -1 : positionOf(event - width);
    const verdict = isImpossible(windowCalls(calls, start, positionOf(last)), steps, limits);
    if (verdict === 'impossible') return positionOf(last);
    if (verdict === 'undecided' || (start === -1 && last === events.length - 1)) return null;
  }
  return null;
}

/** Calls of a window by themselves. */
export interface Window {
  readonly columns: RegisterCalls;
  /** 1 for calls that may have taken effect before the window. */
  readonly optional: Uint8Array;
  /** Whether the window begins with the history, so that its first value is known. */
  readonly fromStart: boolean;
}

/** Whether a window's calls have no linearization, whatever value they begin with. */
export function isImpossible(
  { columns, optional, fromStart }: Window,
  steps: number,
  limits: SearchLimits,
): 'impossible' | 'possible' | 'undecided' {
  const problem = registerProblem(columns, optional);
  const needed = new Set<number>(columns.needs.subarray(0, columns.count));
  needed.delete(NONE);
  // Values that nobody in the window needs are all the same: one that does not exist stands for them.
  const firsts = fromStart ? [0] : [...needed, columns.values.size];
  if (firsts.length > MAX_FIRST_VALUES) return 'undecided';
  for (const initial of firsts) {
    const outcome = createSearch({ ...problem, initial, inexhaustible: true }).run(limits, steps);
    if (outcome.kind === 'linearizable') return 'possible';
    if (outcome.kind !== 'violation') return 'undecided';
  }
  return 'impossible';
}

/** The calls of a window, with values numbered anew; the history's initial value stays 0. A start of -1 is the history's. */
export function windowCalls(calls: RegisterCalls, start: number, end: number): Window {
  const values = valueTable();
  values.intern(calls.values.valueOf(0));
  const renumber = (value: number): number =>
    value === NONE ? NONE : values.intern(calls.values.valueOf(value));
  const needs: number[] = [];
  const gives: number[] = [];
  const misses: number[] = [];
  const invoked: number[] = [];
  const completed: number[] = [];
  const optional: number[] = [];
  const endless = new Set<number>();
  for (let call = 0; call < calls.count; call++) {
    const begins = calls.invoked[call] as number;
    if (begins > end) break;
    if ((calls.completed[call] as number) < start) continue;
    const isRead = calls.gives[call] === NONE;
    const ends = (calls.completed[call] as number) > end ? NEVER : (calls.completed[call] as number);
    if (isRead && (begins < start || ends === NEVER)) continue;
    if (ends === NEVER && begins < start) {
      // One call that may be placed any number of times does for all of its kind.
      const kind = (calls.needs[call] as number) * calls.values.size + (calls.gives[call] as number);
      if (endless.has(kind)) continue;
      endless.add(kind);
    }
    needs.push(renumber(calls.needs[call] as number));
    gives.push(renumber(calls.gives[call] as number));
    misses.push(renumber(calls.misses?.[call] ?? NONE));
    invoked.push(begins);
    completed.push(ends);
    optional.push(begins < start ? 1 : 0);
  }
  return {
    columns: {
      count: needs.length,
      needs: Int32Array.from(needs),
      gives: Int32Array.from(gives),
      misses: calls.misses === null ? null : Int32Array.from(misses),
      invoked: Int32Array.from(invoked),
      completed: Int32Array.from(completed),
      values,
    },
    optional: Uint8Array.from(optional),
    fromStart: start === -1,
  };
}
