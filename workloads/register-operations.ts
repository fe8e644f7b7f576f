// What register clients do: half reads, the rest writes and compare-and-sets. Written values count upwards, so none is
// written twice; a compare-and-set expects the last value known of its key, so that many succeed.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import type { Operation } from '../src/history/operation.ts';
import { createRandomSource } from '../src/random/source.ts';
import { createRandomStream, type RandomStream } from '../src/random/stream.ts';
import { stepOf } from './step-of.ts';

export interface RegisterOptions {
  readonly seed: number;
  /** Keys are 0 to `keyCount` - 1. */
  readonly keyCount: number;
}

interface RegisterState {
  readonly random: RandomStream;
  readonly drawn: number;
  /** The value last read or written, by key; 0 where none is known. */
  readonly known: readonly number[];
}

const readPercent = 50;
const writePercent = 30;

/** Endless operations of the register workload; pure, decided by the seed and by what clients saw. */
export function registerOperations(options: RegisterOptions): Generator {
  const random = createRandomStream(options.seed).fork('workload/register');
  return generatorOf({ random, drawn: 0, known: Array.from({ length: options.keyCount }, () => 0) });
}

function generatorOf(state: RegisterState): Generator {
  const self: Generator = {
    step: (context) =>
      stepOf(nextInvocation(state), context, self, () => generatorOf({ ...state, drawn: state.drawn + 1 })),
    update(_context, event) {
      const known = learn(state.known, event);
      return known === state.known ? self : generatorOf({ ...state, known });
    },
  };
  return self;
}

function nextInvocation({ random, drawn, known }: RegisterState): Invocation {
  const source = createRandomSource(random.fork(String(drawn)));
  const key = source.below(known.length);
  const kind = source.below(100);
  const value = drawn + 1;
  if (kind < readPercent) return { f: 'read', key, value: null };
  if (kind < readPercent + writePercent) return { f: 'write', key, value };
  return { f: 'cas', key, value: [known[key] ?? 0, value] };
}

function learn(known: readonly number[], event: Operation): readonly number[] {
  if (event.type !== 'ok' || typeof event.key !== 'number') return known;
  const value = event.f === 'cas' ? (event.value as readonly number[])[1] : event.value;
  return typeof value === 'number' && known[event.key] !== value ? known.with(event.key, value) : known;
}
