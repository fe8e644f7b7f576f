// Small random calls that nobody answered sensibly: some linearizable by luck, some not. For comparison with the truth.

import { type Call, NEVER } from '../../../src/checkers/linearizability/call-columns.ts';
import type { JsonValue } from '../../../src/history/operation.ts';
import type { Draw } from './simulated-calls.ts';

type Made = readonly [f: string, input: JsonValue, output?: JsonValue];

/** How to make a call of each model; `fresh` gives a number never given before. */
export const makers: Readonly<Record<string, (draw: Draw, fresh: () => number) => Made>> = {
  register(draw) {
    return draw(2) === 0 ? ['read', null, draw(3) || null] : ['write', draw(3) || null];
  },
  'cas-register'(draw) {
    const kind = draw(4);
    if (kind < 2) return ['read', null, draw(4) || null];
    return kind === 2 ? ['write', draw(4) || null] : ['cas', [draw(4) || null, draw(4) || null]];
  },
  'cas-register, unique values'(draw, fresh) {
    const kind = draw(3);
    if (kind === 0) return ['read', null, draw(6) || null];
    return kind === 1 ? ['write', fresh()] : ['cas', [draw(6) || null, fresh()]];
  },
  mutex: (draw) => [draw(2) === 0 ? 'acquire' : 'release', null],
  'owned-mutex': (draw) => [draw(2) === 0 ? 'acquire' : 'release', draw(3)],
  'reentrant-mutex': (draw) => [draw(2) === 0 ? 'acquire' : 'release', draw(2)],
  semaphore: (draw) => [draw(5) < 3 ? 'acquire' : 'release', null],
  'fifo-queue'(draw) {
    return draw(2) === 0 ? ['enqueue', 1 + draw(3)] : ['dequeue', null, draw(4) || null];
  },
  'fifo-queue, unique elements': uniqueElements,
  'unordered-queue'(draw) {
    return draw(2) === 0 ? ['enqueue', 1 + draw(3)] : ['dequeue', null, draw(4) || null];
  },
  'unordered-queue, unique elements': uniqueElements,
  counter(draw) {
    return draw(2) === 0 ? ['add', [1, 2, -1][draw(3)] as number] : ['read', null, draw(4)];
  },
  'counter, one amount': (draw) => (draw(2) === 0 ? ['add', 2] : ['read', null, draw(4) * 2]),
  'key-value'(draw) {
    const key = 1 + draw(2);
    const kind = draw(5);
    if (kind === 0) return ['put', [key, 1 + draw(2)]];
    if (kind === 1) return ['delete', key];
    if (kind < 4) return ['get', key, draw(3) || null];
    return [
      'range',
      [1, 2 + draw(2)],
      [
        [],
        [[1, 1]],
        [[2, 1]],
        [
          [1, 1],
          [2, 2],
        ],
      ][draw(4)] as JsonValue,
    ];
  },
  'multi-register'(draw) {
    const steps = Array.from({ length: 1 + draw(2) }, () => [
      draw(2) ? 'r' : 'w',
      draw(2) ? 'x' : 'y',
      draw(3),
    ]);
    return ['txn', steps, steps];
  },
  'string-append-kv'(draw) {
    const kind = draw(8);
    const parts = ['', 'a', 'b', 'ab', 'ba', 'aba', 'abb'];
    if (kind < 4) return ['get', null, parts[draw(parts.length)] as string];
    return [kind < 7 ? 'append' : 'put', draw(2) ? 'a' : 'b'];
  },
  'string-append-kv, unique parts'(draw, fresh) {
    const kind = draw(8);
    const part = (): string => `${1 + draw(4)};`;
    if (kind < 4) return ['get', null, Array.from({ length: draw(4) }, part).join('')];
    return [kind < 7 ? 'append' : 'put', `${fresh()};`];
  },
  set(draw) {
    const kind = draw(5);
    if (kind < 2) return ['read', null, [[], [1], [2], [1, 2]][draw(4)] as JsonValue];
    return [kind < 4 ? 'add' : 'remove', 1 + draw(2)];
  },
  'set, unique elements'(draw, fresh) {
    const kind = draw(5);
    const all = [[], [1], [2], [1, 2], [1, 2, 3], [2, 1, 3, 4]];
    return kind < 2 ? ['read', null, all[draw(all.length)] as JsonValue] : ['add', fresh()];
  },
  'set, single elements'(draw) {
    const kind = draw(6);
    const element = 1 + draw(3);
    if (kind < 4) return ['contains', element, kind % 2 === 0 ? draw(2) === 0 : [element, draw(2) === 0]];
    return [draw(3) === 0 ? 'remove' : 'add', element];
  },
  'set, one element': (draw) => [
    ['add', 'remove', 'contains', 'contains'][draw(4)] as string,
    1,
    draw(2) === 0,
  ],
};

function uniqueElements(draw: Draw, fresh: () => number): Made {
  return draw(2) === 0 ? ['enqueue', fresh()] : ['dequeue', null, draw(5) || null];
}

/**
 * Up to `most` calls of up to `clients` clients at once, one in eight of unknown outcome, and with `refusals` one in five
 * refused.
 */
export function randomCalls(
  model: string,
  most: number,
  clients: number,
  draw: Draw,
  refusals = false,
): readonly Call[] {
  const make = makers[model];
  if (make === undefined) throw new Error(`no calls for ${model}`);
  let given = 0;
  const fresh = (): number => ++given;
  const calls: { -readonly [Field in keyof Call]: Call[Field] }[] = [];
  const open: (typeof calls)[number][] = [];
  const count = 2 + draw(most - 1);
  let position = 0;
  while (calls.length < count || open.length > 0) {
    if (calls.length < count && (open.length === 0 || (open.length < clients && draw(2) === 0))) {
      const [f, input, output = input] = make(draw, fresh);
      const call = { f, input, output, invoked: position++, completed: NEVER };
      calls.push(call);
      if (draw(8) !== 0) open.push(call);
    } else {
      const [call] = open.splice(draw(open.length), 1);
      if (call !== undefined) call.completed = position++;
    }
  }
  return calls.map(({ output, ...call }): Call => {
    if (call.completed === NEVER || output === undefined) return call;
    return refusals && draw(5) === 0 ? { ...call, refused: true } : { ...call, output };
  });
}
