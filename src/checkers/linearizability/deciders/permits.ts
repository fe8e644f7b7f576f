// Locks and semaphores: decided in O(n log n), without search.
//
// Acquisitions are alike but for their intervals, and so are releases. A call is placed as late as possible: at its own
// completion, after one of the other kind where it is not possible otherwise, and of that kind the one that ends first. By
// exchange nothing is lost: a call placed earlier, or another one of its kind, can be replaced by the one placed here. Calls of
// unknown outcome end last, and are placed only where another one needs them.

import { type CallColumns, NEVER } from '../call-columns.ts';
import { type Decision, linearizableDecision } from '../decision.ts';
import { earliestFirst } from './earliest-first.ts';
import { contradictionOf } from './evidence.ts';
import { moments } from './sweep.ts';

export interface PermitOptions {
  /** How many may be held at once, and how many are at first. */
  readonly permits: number;
  readonly held: number;
  isAcquire(call: number): boolean;
}

const HOLDERS_SHOWN = 8;

/** Decides calls that each take or give back one permit. */
export function decidePermits(calls: CallColumns, { permits, held, isAcquire }: PermitOptions): Decision {
  const { count, invoked, completed } = calls;
  const placed = new Uint8Array(count);
  const isPlaced = (call: number): boolean => placed[call] === 1;
  const acquires = earliestFirst(completed, isPlaced);
  const releases = earliestFirst(completed, isPlaced);
  // Calls in the order of their effect, for what is shown of a violation.
  const lately: number[] = [];
  let taken = held;
  const place = (call: number): void => {
    placed[call] = 1;
    taken += isAcquire(call) ? 1 : -1;
    if (lately.push(call) > HOLDERS_SHOWN * 4) lately.splice(0, HOLDERS_SHOWN * 2);
  };
  let decision = linearizableDecision;
  const end = (call: number): boolean => {
    if (isPlaced(call)) return true;
    const acquire = isAcquire(call);
    if (taken === (acquire ? permits : 0)) {
      const other = (acquire ? releases : acquires).take();
      if (other === -1) {
        const same = lately
          .filter((one) => isAcquire(one) === acquire)
          .slice(-Math.min(permits, HOLDERS_SHOWN));
        const reason = acquire
          ? `it was acquired while ${permits === 1 ? 'it was held' : `all ${permits} permits were held`}, and nobody was releasing`
          : 'it was released while nobody held it, and nobody was acquiring it';
        decision = contradictionOf(calls, reason, [...same, call]);
        return false;
      }
      place(other);
    }
    place(call);
    return true;
  };
  const line = moments(count * 2);
  for (let call = 0; call < count; call++) {
    line.add(invoked[call] as number, call * 2);
    if (completed[call] !== NEVER) line.add(completed[call] as number, call * 2 + 1);
  }
  line.forEach((code) => {
    const call = code >> 1;
    if ((code & 1) === 1) return end(call);
    (isAcquire(call) ? acquires : releases).add(call);
    return true;
  });
  return decision;
}
