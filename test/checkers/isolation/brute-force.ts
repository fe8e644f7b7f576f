// The truth about a tiny history of transactions: every order of them is tried. Written without looking at the checkers, on
// plain objects.

import type { JsonValue, Operation } from '../../../src/history/operation.ts';

/** What an order must respect besides the data. */
export type Respected = 'none' | 'process' | 'realtime';

interface Transaction {
  readonly process: Operation['process'];
  readonly operations: readonly (readonly [kind: string, key: JsonValue, value: JsonValue])[];
  readonly begun: number;
  /** Infinity where it never was seen to be over. */
  readonly over: number;
  readonly committed: boolean;
}

type State = ReadonlyMap<string, readonly JsonValue[]>;

/** Whether some order of the committed transactions, and of some of unknown outcome, explains every read. */
export function hasSerialOrder(history: readonly Operation[], respected: Respected): boolean {
  const transactions = transactionsOf(history);
  const from = (left: readonly Transaction[], state: State): boolean => {
    if (!left.some(({ committed }) => committed)) return true;
    return left.some((next) => {
      if (left.some((other) => other !== next && mustPrecede(other, next, respected))) return false;
      const after = apply(next, state);
      return (
        after !== null &&
        from(
          left.filter((other) => other !== next),
          after,
        )
      );
    });
  };
  // One of unknown outcome may have happened or not: every choice of them is tried.
  const unknown = transactions.filter(({ committed }) => !committed);
  for (let choice = 0; choice < 1 << unknown.length; choice++) {
    const chosen = transactions.filter(
      (one) => one.committed || ((choice >> unknown.indexOf(one)) & 1) === 1,
    );
    if (from(chosen, new Map())) return true;
  }
  return false;
}

function transactionsOf(history: readonly Operation[]): readonly Transaction[] {
  return history
    .filter(({ type }) => type === 'invoke')
    .map((invocation) => {
      const completion = history.find(
        ({ index, process, type }) =>
          index > invocation.index && process === invocation.process && type !== 'invoke',
      );
      const committed = completion?.type === 'ok';
      return {
        type: completion?.type ?? 'info',
        process: invocation.process,
        operations: (committed ? completion : invocation).value as unknown as Transaction['operations'],
        begun: invocation.index,
        over: committed ? completion.index : Number.POSITIVE_INFINITY,
        committed,
      };
    })
    .filter(({ type }) => type !== 'fail');
}

function mustPrecede(earlier: Transaction, later: Transaction, respected: Respected): boolean {
  if (respected === 'none') return false;
  if (respected === 'process') return earlier.process === later.process && earlier.begun < later.begun;
  return earlier.over < later.begun;
}

function apply({ operations, committed }: Transaction, state: State): State | null {
  const after = new Map(state);
  for (const [kind, key, value] of operations) {
    const name = JSON.stringify(key);
    const held = after.get(name) ?? [];
    if (kind === 'append') after.set(name, [...held, value]);
    else if (kind === 'w') after.set(name, [value]);
    else if (committed && !matches(held, value)) return null;
  }
  return after;
}

/** A register holds a list of one. */
function matches(held: readonly JsonValue[], found: JsonValue): boolean {
  if (found === null) return held.length === 0;
  return JSON.stringify(Array.isArray(found) ? found : [found]) === JSON.stringify(held);
}
