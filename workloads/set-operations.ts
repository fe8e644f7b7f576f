// What set clients do: add the next number, and now and then read everything.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import { fromFunction } from '../src/generator/values.ts';
import { createRandomStream, type RandomStream } from '../src/random/stream.ts';

const readPerMille = 10;

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
