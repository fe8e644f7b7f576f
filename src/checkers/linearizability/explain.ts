// Makes a violation readable: the longest prefix of the history that is linearizable, the operation that could not
// follow it, what was open at that moment, and what the object can have held. Prefixes of linearizable histories are
// linearizable, so the end of the longest one is found by halving; most often the first guess is it.

import { briefValue } from '../../history/evidence.ts';
import type { JsonValue } from '../../history/operation.ts';
import { shownValue } from '../../history/shown-value.ts';
import { type CallColumns, callAt, countInvoked, NEVER } from './call-columns.ts';
import type { Contradiction } from './decision.ts';
import type { Subject, ViolationJudgement } from './judge.ts';
import type { SearchLimits } from './search.ts';

/** A call as it is shown: what it found where that is known, else what it was asked for. */
export interface ShownCall {
  readonly f: string;
  /** Of a long value its ends only. */
  readonly value: JsonValue;
  /** In a sentence. */
  readonly text: string;
  readonly invoked: number;
  readonly completed: number;
}

export interface Explanation {
  /** Row of the completion that could not follow; everything before it is linearizable. */
  readonly end: number;
  /** False when the limits ran out first: then the prefix before `end` may already be in violation. */
  readonly exact: boolean;
  /** The call that ends there. */
  readonly call: ShownCall;
  /** Calls open at that moment, latest first: invoked before it, and completed later or never. */
  readonly open: readonly ShownCall[];
  readonly openCount: number;
  /** The calls that completed last before it. */
  readonly before: readonly ShownCall[];
  readonly beforeCount: number;
  readonly states: readonly string[];
  readonly conflict: Contradiction | null;
}

/** Calls listed of each kind; more are counted. */
const OPEN_LISTED = 50;
const BEFORE_LISTED = 4;
/** Guesses at the end of the prefix by what shows the violation, before halving. */
const GUESSES = 4;

/** Explains the violation that `found` reports of these calls. */
export function explain(
  calls: CallColumns,
  subject: Subject,
  found: ViolationJudgement,
  limits: SearchLimits,
): Explanation {
  const { end, exact, last, before } = longestPrefix(calls, subject, found, limits);
  const failed = calls.completed.indexOf(end);
  const call = shownCall(calls, failed);
  const around = callsAround(calls, end);
  const prefix = before?.end === end - 1 ? before.subject : subject.upTo(end - 1);
  const states = prefix.states(limits) ?? (last.reached === end ? last.states : []);
  const shown = last.conflict !== null && last.conflict.positions.length > 0;
  const conflict = shown ? last.conflict : (subject.upTo(end).core(limits) ?? last.conflict);
  return { end, exact, call, ...around, states, conflict };
}

interface PrefixEnd {
  readonly end: number;
  readonly exact: boolean;
  readonly last: ViolationJudgement;
  /** The last prefix that was found to be linearizable. */
  readonly before: { readonly end: number; readonly subject: Subject } | null;
}

/** The completion up to which the history is not linearizable while before it it is. */
function longestPrefix(
  { completed }: CallColumns,
  subject: Subject,
  found: ViolationJudgement,
  limits: SearchLimits,
): PrefixEnd {
  // The prefix that ends at the row `high` is known to be too long; every prefix that ends before `low` is linearizable.
  let high = Math.min(completionUpTo(completed, NEVER - 1), completionFrom(completed, found.within));
  let low = Math.min(high, completionFrom(completed, found.reached));
  let last = found;
  let before: PrefixEnd['before'] = null;
  for (let guesses = 0; low < high; guesses++) {
    // A search stops where no order gets any further, which is nearly always the end sought. A contradiction shows at a
    // row before which there is most often none.
    const byReached = guesses === 0 && found.reached >= 0;
    const middle = byReached
      ? low
      : guesses < GUESSES && last.within !== NEVER
        ? high - 1
        : (low + high) >> 1;
    const prefix = subject.upTo(middle);
    const outcome = prefix.judge(limits);
    if (outcome.kind === 'unknown') return { end: high, exact: false, last, before };
    if (outcome.kind === 'linearizable') {
      before = { end: middle, subject: prefix };
      low = completionFrom(completed, middle + 1);
    } else {
      last = outcome;
      const shown = outcome.within === NEVER ? high : completionFrom(completed, outcome.within);
      high = Math.max(low, Math.min(completionUpTo(completed, middle), shown));
    }
  }
  return { end: high, exact: true, last, before };
}

/** The first completion at or after a row; NEVER where there is none. */
function completionFrom(completed: Int32Array, row: number): number {
  let first = NEVER;
  for (let call = 0; call < completed.length; call++) {
    const end = completed[call] as number;
    if (end >= row && end < first) first = end;
  }
  return first;
}

/** The last completion up to a row; -1 where there is none. */
function completionUpTo(completed: Int32Array, row: number): number {
  let last = -1;
  for (let call = 0; call < completed.length; call++) {
    const end = completed[call] as number;
    if (end <= row && end > last) last = end;
  }
  return last;
}

type Around = Pick<Explanation, 'open' | 'openCount' | 'before' | 'beforeCount'>;

/** Calls open at a completion, and those that ended last before it. */
function callsAround(calls: CallColumns, end: number): Around {
  const open: ShownCall[] = [];
  const before: number[] = [];
  let openCount = 0;
  let beforeCount = 0;
  for (let at = countInvoked(calls, end) - 1; at >= 0; at--) {
    const completed = calls.completed[at] as number;
    if (completed > end) {
      if (openCount++ < OPEN_LISTED) open.push(shownCall(calls, at));
    } else if (completed < end) {
      beforeCount++;
      insertLatest(before, at, calls.completed);
    }
  }
  return { open, openCount, before: before.map((at) => shownCall(calls, at)), beforeCount };
}

function shownCall(calls: CallColumns, at: number): ShownCall {
  const { f, input, output = input, invoked, completed } = callAt(calls, at);
  return { f, value: briefValue(output), text: `${f} ${shownValue(output)}`, invoked, completed };
}

/** Keeps the few calls that completed last, in the order of completion. */
function insertLatest(list: number[], at: number, completed: Int32Array): void {
  const row = completed[at] as number;
  if (list.length === BEFORE_LISTED && row < (completed[list[0] as number] as number)) return;
  let place = list.length;
  while (place > 0 && (completed[list[place - 1] as number] as number) > row) place--;
  list.splice(place, 0, at);
  if (list.length > BEFORE_LISTED) list.shift();
}
