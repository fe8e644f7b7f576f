// What set clients do: add the next number, now and then read everything; at the end, one read through every node.

import { limit } from '../src/generator/bounds.ts';
import { untilOk } from '../src/generator/events.ts';
import type { Generator, Invocation } from '../src/generator/generator.ts';
import { delay } from '../src/generator/pace.ts';
import { repeat } from '../src/generator/sequence.ts';
import { eachThread, onThreads } from '../src/generator/threads.ts';
import { fromFunction, once } from '../src/generator/values.ts';
import { createRandomStream, type RandomStream } from '../src/random/stream.ts';

const readPerMille = 10;
const finalAttempts = 20;
const finalAttemptDistanceMs = 500;

interface SetState {
  readonly random: RandomStream;
  readonly nextElement: number;
}

/** Endless adds of 0, 1, 2, ... with an occasional read between them. */
export function setOperations(options: { readonly seed: number }): Generator {
  const random = createRandomStream(options.seed).fork('workload/set');
  return fromFunction<SetState>({ random, nextElement: 0 }, (state) => {
    const [draw, after] = state.random.below(1000);
    if (draw < readPerMille)
      return [
        { f: 'read', value: null },
        { ...state, random: after },
      ];
    const add: Invocation = { f: 'add', value: state.nextElement };
    return [add, { random: after, nextElement: state.nextElement + 1 }];
  });
}

/** One successful read of everything on each of the first `nodeCount` clients, which sit on different nodes. */
export function readEverywhere(nodeCount: number): Generator {
  const read = repeat(once({ f: 'read', value: null }));
  const persistent = untilOk(limit(finalAttempts, delay(finalAttemptDistanceMs, read)));
  return onThreads((thread) => thread !== 'nemesis' && thread < nodeCount, eachThread(persistent));
}
