// What register clients do. Half of them only read: a client whose write hangs at a node that was cut off asks nothing
// more of it, so without readers of their own nobody would notice what a deposed leader still answers. The others
// mostly write and compare-and-set. No value is written twice, and later ones are not always greater: nothing may rest
// on their order. A compare-and-set mostly expects the last value known of its key, so that many succeed, and sometimes
// the one before that: a database that does not compare gives itself away only where it should have refused.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import { reserve } from '../src/generator/threads.ts';
import type { Operation } from '../src/history/operation.ts';
import { createRandomStream, drawBelow, type RandomStream } from '../src/random/stream.ts';
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
  /** The value known before that one, by key; 0 where there is none. */
  readonly outdated: readonly number[];
  readonly readPercent: number;
}

const writerReadPercent = 20;
/** Of what is not a read. */
const writePercent = 60;
/** Of the compare-and-sets, those that expect a value which was overwritten. */
const outdatedPercent = 25;

/** Endless operations of the register workload; pure, decided by the seed and by what clients saw. */
export function registerOperations({ seed, keyCount, concurrency }: RegisterOptions): Generator {
  const random = createRandomStream(seed).fork('workload/register');
  const known = Array.from({ length: keyCount }, () => 0);
  const start = { drawn: 0, known, outdated: known };
  const reads = generatorOf({ ...start, random: random.fork('readers'), readPercent: 100 });
  const mixed = generatorOf({ ...start, random: random.fork('writers'), readPercent: writerReadPercent });
  return reserve([{ threads: Math.floor(concurrency / 2), generator: reads }], mixed);
}

function generatorOf(state: RegisterState): Generator {
  const self: Generator = {
    step: (context) =>
      stepOf(nextInvocation(state), context, self, () => generatorOf({ ...state, drawn: state.drawn + 1 })),
    update(_context, event) {
      const learnt = learn(state, event);
      return learnt === state ? self : generatorOf(learnt);
    },
  };
  return self;
}

function nextInvocation({ random, drawn, known, outdated, readPercent }: RegisterState): Invocation {
  const draws = random.fork(String(drawn)).state();
  const key = drawBelow(draws, known.length);
  if (drawBelow(draws, 100) < readPercent) return { f: 'read', key, value: null };
  const value = drawn % 2 === 0 ? drawn + 1 : -drawn - 1;
  if (drawBelow(draws, 100) < writePercent) return { f: 'write', key, value };
  const expected = drawBelow(draws, 100) < outdatedPercent ? outdated[key] : known[key];
  return { f: 'cas', key, value: [expected ?? 0, value] };
}

function learn(state: RegisterState, event: Operation): RegisterState {
  if (event.type !== 'ok' || typeof event.key !== 'number') return state;
  const value = event.f === 'cas' ? (event.value as readonly number[])[1] : event.value;
  const before = state.known[event.key];
  if (typeof value !== 'number' || before === undefined || before === value) return state;
  return {
    ...state,
    known: state.known.with(event.key, value),
    outdated: state.outdated.with(event.key, before),
  };
}
