// What queue clients do: put the next number in, or take one out near the head.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import { fromFunction } from '../src/generator/values.ts';
import { createRandomStream, drawBelow, type RandomStream } from '../src/random/stream.ts';

interface QueueState {
  readonly random: RandomStream;
  readonly drawn: number;
}

/** Clients that all took the very first one would mostly take nothing. */
const places = 8;

/** Endless enqueues of 0, 1, 2, ... and dequeues, about as many of each; decided by the seed. */
export function queueOperations(options: { readonly seed: number }): Generator {
  const random = createRandomStream(options.seed).fork('workload/queue');
  return fromFunction<QueueState>({ random, drawn: 0 }, (state) => [
    nextInvocation(state),
    { random, drawn: state.drawn + 1 },
  ]);
}

function nextInvocation({ random, drawn }: QueueState): Invocation {
  const draws = random.fork(String(drawn)).state();
  if (drawBelow(draws, 2) === 0) return { f: 'enqueue', value: drawn };
  return { f: 'dequeue', value: { place: drawBelow(draws, places) } };
}
