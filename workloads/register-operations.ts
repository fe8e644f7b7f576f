// What register clients do. Half of them only read: a client whose write hangs at a node that was cut off asks nothing
// more of it, so without readers of their own nobody would notice what a deposed leader still answers. The others
// mostly write and compare-and-set. Written values count upwards, so none is written twice; a compare-and-set expects
// the last value known of its key, so that many succeed.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import { reserve } from '../src/generator/threads.ts';
import type { Operation } from '../src/history/operation.ts';
import { createRandomSource } from '../src/random/source.ts';
import { createRandomStream, type RandomStream } from '../src/random/stream.ts';
import { stepOf } from './step-of.ts';

export interface RegisterOptions {
  readonly seed: number;
  /** Keys are 0 to `keyCount` - 1. */
  readonly keyCount: number;
  /** Client threads; the first half of them only reads. */
  readonly concurrency: number;
}

interface RegisterState {
  readonly random: RandomStream;
  readonly drawn: number;
  /** The value last read or written, by key; 0 where none is known. */
  readonly known: readonly number[];
  readonly readPercent: number;
}

const writerReadPercent = 20;
/** Of what is not a read. */
const writePercent = 60;

/** Endless operations of the register workload; pure, decided by the seed and by what clients saw. */
export function registerOperations({ seed, keyCount, concurrency }: RegisterOptions): Generator {
  const random = createRandomStream(seed).fork('workload/register');
  const known = Array.from({ length: keyCount }, () => 0);
  const reads = generatorOf({ random: random.fork('readers'), drawn: 0, known, readPercent: 100 });
  const mixed = generatorOf({
    random: random.fork('writers'),
    drawn: 0,
    known,
    readPercent: writerReadPercent,
  });
  return reserve([{ threads: Math.floor(concurrency / 2), generator: reads }], mixed);
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

function nextInvocation({ random, drawn, known, readPercent }: RegisterState): Invocation {
  const source = createRandomSource(random.fork(String(drawn)));
  const key = source.below(known.length);
  if (source.below(100) < readPercent) return { f: 'read', key, value: null };
  const value = drawn + 1;
  if (source.below(100) < writePercent) return { f: 'write', key, value };
  return { f: 'cas', key, value: [known[key] ?? 0, value] };
}

function learn(known: readonly number[], event: Operation): readonly number[] {
  if (event.type !== 'ok' || typeof event.key !== 'number') return known;
  const value = event.f === 'cas' ? (event.value as readonly number[])[1] : event.value;
  return typeof value === 'number' && known[event.key] !== value ? known.with(event.key, value) : known;
}
