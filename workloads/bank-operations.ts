// What bank clients do: move money between two accounts, and now and then read all balances. Amounts are so large that
// many a transfer would take an account out of its bounds, and must then change neither of the two.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import { fromFunction } from '../src/generator/values.ts';
import { createRandomStream, drawBelow, type RandomStream } from '../src/random/stream.ts';

export interface Transfer {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
}

interface BankState {
  readonly random: RandomStream;
  readonly drawn: number;
}

const readPercent = 30;
const greatestAmount = 60;

/** Endless transfers between accounts 0 to `accountCount` - 1, with reads between them; decided by the seed. */
export function bankOperations(options: { readonly seed: number; readonly accountCount: number }): Generator {
  const random = createRandomStream(options.seed).fork('workload/bank');
  return fromFunction<BankState>({ random, drawn: 0 }, (state) => [
    nextInvocation(state, options.accountCount),
    { random, drawn: state.drawn + 1 },
  ]);
}

function nextInvocation({ random, drawn }: BankState, accountCount: number): Invocation {
  const draws = random.fork(String(drawn)).state();
  if (drawBelow(draws, 100) < readPercent) return { f: 'read', value: null };
  const from = drawBelow(draws, accountCount);
  const to = (from + 1 + drawBelow(draws, accountCount - 1)) % accountCount;
  return { f: 'transfer', value: { from, to, amount: 1 + drawBelow(draws, greatestAmount) } };
}
