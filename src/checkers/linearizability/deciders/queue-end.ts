// Until when an element left over in a queue may still turn out to be taken.

import { type CallColumns, NEVER } from '../call-columns.ts';

/** By when all dequeues invoked before a row have completed: until then any of them might take what is left over. */
export function lastDequeueBegunBefore(
  { count, invoked, completed }: CallColumns,
  isEnqueue: (call: number) => boolean,
  row: number,
): number {
  let last = 0;
  for (let call = 0; call < count && (invoked[call] as number) < row; call++) {
    if (!isEnqueue(call) && completed[call] !== NEVER) last = Math.max(last, completed[call] as number);
  }
  return last;
}
