// Histories of transactions that hold completions alone, as they are published: nobody knows when anything began. Each is
// taken to have begun as early as it can have, so that no order in time is claimed that is not there: right after the one
// before it of its process, and where it has no process or is the first, at the beginning.

import type { Operation } from '../operation.ts';
import { isTransaction, microKind, microKindOf } from '../transactions.ts';

export const completionsNote =
  'It holds completions alone: every transaction is taken to have begun as early as it can have, right after the one before it of its process.';

/** Whether a history that begins with this operation may be one of completions alone. */
export function isLoneCompletion({ process, type, f, value }: Operation): boolean {
  return process !== 'nemesis' && type !== 'invoke' && f === 'txn' && isTransaction(value);
}

/** The same history with what each completion began. */
export function withInvocations(completions: readonly Operation[]): readonly Operation[] {
  const nextOf = new Map<number, number>();
  /** By position, that of the next of the same process. */
  const following = new Map<number, number>();
  const first: number[] = [];
  for (const [at, { process }] of completions.entries()) {
    if (process === 'nemesis') continue;
    const before = nextOf.get(process);
    if (before === undefined) first.push(at);
    else following.set(before, at);
    nextOf.set(process, at);
  }
  const made: Operation[] = [];
  let time = 0;
  let fresh = [...nextOf.keys()].reduce((most, process) => Math.max(most, process), 0);
  /** A process ends with an operation of unknown outcome and goes on under another number. */
  const renamed = new Map<number, number>();
  const push = (operation: Operation): void => {
    time = Math.max(time, operation.time);
    const { process } = operation;
    const name = process === 'nemesis' ? process : (renamed.get(process) ?? process);
    made.push({ ...operation, index: made.length, time, process: name });
  };
  const begin = (at: number): void => {
    const completion = completions[at] as Operation;
    const { error: _error, ...rest } = completion;
    push({ ...rest, type: 'invoke', value: asked(completion), time });
  };
  for (const at of first) begin(at);
  for (const [at, completion] of completions.entries()) {
    push(completion);
    const { process, type } = completion;
    if (process !== 'nemesis' && type === 'info') renamed.set(process, ++fresh);
    const next = following.get(at);
    if (next !== undefined) begin(next);
  }
  return made;
}

/** What the transaction was asked for: its reads without what they found. */
function asked({ value }: Operation): Operation['value'] {
  if (!isTransaction(value)) return value;
  return value.map(([kind, key, found]) =>
    microKindOf(kind) === microKind.read ? [kind, key, null] : [kind, key, found ?? null],
  );
}
