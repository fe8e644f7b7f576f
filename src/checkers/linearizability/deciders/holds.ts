// Locks that know their owner: decided in one walk through the history, without search.
//
// Whoever was answered that it has the lock holds it at least from that answer until it asks for the release. Two such
// times of different clients must not meet, and where none do every hold fits between them: it begins just before its
// answer and ends just after the release was asked for. An acquisition of unknown outcome is of a client that never comes
// back, so that it need not have happened; a release of unknown outcome may have, any time after it was asked for.

import { type CallColumns, NEVER } from '../call-columns.ts';
import { type Decision, linearizableDecision, undecidedDecision } from '../decision.ts';
import { contradictionOf } from './evidence.ts';
import { moments } from './sweep.ts';

export interface HoldOptions {
  /** The owner may acquire again what it holds, and has to release as often. */
  readonly reentrant: boolean;
  /** Who holds it at first; null for nobody. */
  readonly owner: number | null;
  isAcquire(call: number): boolean;
  ownerOf(call: number): number;
}

/** Who has it for certain at a moment. */
interface Hold {
  readonly owner: number;
  /** The call that acquired it; -1 for the hold at the beginning. */
  readonly acquired: number;
  depth: number;
}

/** Decides calls that acquire or release; undecided where an owner does two things at a time. */
export function decideHolds(calls: CallColumns, options: HoldOptions): Decision {
  if (!isSequential(calls, options)) return undecidedDecision;
  const { count, invoked, completed } = calls;
  const { reentrant, isAcquire, ownerOf } = options;
  let hold: Hold | null = options.owner === null ? null : { owner: options.owner, acquired: -1, depth: 1 };
  let lastReleased = -1;
  /** Releases by an owner, which need no look at their end. */
  const isDue = new Uint8Array(count);
  let decision: Decision = linearizableDecision;
  const violation = (reason: string, shown: readonly number[]): boolean => {
    decision = contradictionOf(calls, reason, shown);
    return false;
  };
  const acquired = (call: number): boolean => {
    const owner = ownerOf(call);
    if (hold === null) hold = { owner, acquired: call, depth: 1 };
    else if (hold.owner !== owner)
      return violation(`process ${owner} acquired it while process ${hold.owner} held it`, [
        hold.acquired,
        call,
      ]);
    else if (reentrant) hold.depth++;
    else return violation(`process ${owner} acquired it again while it held it`, [hold.acquired, call]);
    return true;
  };
  const releasing = (call: number): void => {
    if (hold?.owner !== ownerOf(call)) return;
    isDue[call] = 1;
    if (--hold.depth > 0) return;
    hold = null;
    lastReleased = call;
  };
  const released = (call: number): boolean => {
    if (isDue[call] === 1) return true;
    const owner = ownerOf(call);
    const who = hold === null ? 'nobody held it' : `process ${hold.owner} held it`;
    return violation(`process ${owner} released it, but did not hold it: ${who}`, [
      hold?.acquired ?? lastReleased,
      call,
    ]);
  };
  const line = moments(count * 2);
  for (let call = 0; call < count; call++) {
    line.add(invoked[call] as number, call * 2);
    if (completed[call] !== NEVER) line.add(completed[call] as number, call * 2 + 1);
  }
  line.forEach((code) => {
    const call = code >> 1;
    const isEnd = (code & 1) === 1;
    if (isEnd) return isAcquire(call) ? acquired(call) : released(call);
    if (!isAcquire(call)) releasing(call);
    return true;
  });
  return decision;
}

/** Whether every owner does one thing at a time, and nothing after one whose outcome it does not know. */
function isSequential({ count, invoked, completed }: CallColumns, { ownerOf }: HoldOptions): boolean {
  const freeAt = new Map<number, number>();
  for (let call = 0; call < count; call++) {
    const owner = ownerOf(call);
    if ((freeAt.get(owner) ?? -1) > (invoked[call] as number)) return false;
    freeAt.set(owner, completed[call] as number);
  }
  return true;
}
