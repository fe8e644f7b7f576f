// The decision procedures against complete search: on small random histories they must agree with it.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Call, NEVER } from '../../../src/checkers/linearizability/call-columns.ts';
import { type Model, ModelError } from '../../../src/checkers/linearizability/model.ts';
import { modelNamed } from '../../../src/checkers/linearizability/models.ts';
import { linearizableByForce } from './brute-force.ts';
import { judgeCalls } from './calls-in-columns.ts';
import { makers, randomCalls } from './random-calls.ts';
import {
  drawFrom,
  registerClients,
  type Simulation,
  seeds,
  simulate,
  stringClients,
} from './simulated-calls.ts';

const modelOf = (name: string) => modelNamed(name.split(',')[0] as string);

/** Small histories of each kind; more with ORDEAL_CASES. */
const cases = Number(process.env['ORDEAL_CASES'] ?? 20_000);
const timeoutMs = 60_000 + cases;

/** Compares verdicts with the truth on many histories. @returns the verdicts that occurred */
function compareWithForce(name: string, refusals: boolean, count: number): ReadonlySet<string> {
  const model = modelOf(name);
  const verdicts = new Set<string>();
  for (let seed = 1; seed <= count; seed++) {
    const draw = drawFrom(seed);
    const calls = randomCalls(name, 7, 2 + draw(4), draw, refusals);
    const outcome = outcomeOf(calls, model);
    if (outcome === 'not judged') continue;
    const expected = linearizableByForce(calls, model) ? 'linearizable' : 'violation';
    verdicts.add(expected);
    if (outcome !== expected) {
      expect.fail(`${name}, seed ${seed}: ${outcome} instead of ${expected}: ${JSON.stringify(calls)}`);
    }
  }
  return verdicts;
}

function outcomeOf(calls: readonly Call[], model: Model): string {
  try {
    return judgeCalls(calls, model).kind;
  } catch (error) {
    if (error instanceof ModelError) return 'not judged';
    throw error;
  }
}

/** The same object, for the general search alone. */
function searchedOnly({ decide: _decide, ...model }: Model): Model {
  return { ...model, name: `${model.name}, searched` };
}

describe('on histories of some twenty calls of', () => {
  const decided = Object.keys(makers).filter(
    (name) => modelOf(name).decide !== undefined || modelOf(name).name.endsWith('register'),
  );
  test.each(decided.filter((name) => !name.startsWith('unordered') && !name.startsWith('multi')))(
    '%s, the search agrees with what decides without it',
    (name) => {
      const model = modelOf(name);
      const verdicts = new Set<string>();
      for (let seed = 1; seed <= 2_000; seed++) {
        const draw = drawFrom(seed);
        const calls = randomCalls(name, 8 + draw(14), 2 + draw(4), draw);
        const { kind } = judgeCalls(calls, model);
        verdicts.add(kind);
        expect(judgeCalls(calls, searchedOnly(model)).kind, `seed ${seed}`).toBe(kind);
      }
      expect(verdicts.size).toBe(2);
    },
    timeoutMs,
  );
});

describe('on small random histories of', () => {
  test.each(Object.keys(makers))(
    '%s, agrees with trying every order',
    (name) => {
      expect(compareWithForce(name, false, cases).size).toBe(2);
    },
    timeoutMs,
  );

  test.each([
    'register',
    'cas-register',
    'cas-register, unique values',
    'mutex',
    'semaphore',
    'fifo-queue, unique elements',
    'unordered-queue, unique elements',
  ])('%s with refusals that tell something, agrees with trying every order', (name) => {
    expect(compareWithForce(name, true, cases).size).toBe(2);
  });
});

const simulations: readonly (readonly [string, () => Simulation])[] = [
  [
    'few values',
    () => ({
      ...registerClients(3, true),
      model: modelNamed('cas-register'),
      calls: 400,
      clients: 8,
      unknownPerMille: 30,
    }),
  ],
  [
    'few values without compare-and-set',
    () => ({
      ...registerClients(3, false),
      model: modelNamed('register'),
      calls: 400,
      clients: 12,
      unknownPerMille: 30,
    }),
  ],
  [
    'unique values',
    () => ({
      ...registerClients(0, true),
      model: modelNamed('cas-register'),
      calls: 400,
      clients: 12,
      unknownPerMille: 30,
    }),
  ],
  [
    'many values',
    () => ({
      ...registerClients(40, true),
      model: modelNamed('cas-register'),
      calls: 400,
      clients: 12,
      unknownPerMille: 30,
    }),
  ],
  [
    'appended strings',
    () => ({
      ...stringClients(50),
      model: modelNamed('string-append-kv'),
      calls: 150,
      clients: 20,
      unknownPerMille: 10,
    }),
  ],
];

describe('on simulated histories with', () => {
  test.each(simulations)('%s, accepts what a correct object answered', (_name, simulation) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(judgeCalls(simulate(simulation(), drawFrom(seed)), simulation().model).kind).toBe(
          'linearizable',
        );
      }),
      { numRuns: 25 },
    );
  });

  test.each(simulations)('%s, judges one stale answer as trying every order does', (_name, simulation) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const draw = drawFrom(seed);
        const small = { ...simulation(), calls: 9, clients: 4 };
        const calls = withStaleRead(simulate(small, draw), draw);
        const expected = linearizableByForce(calls, small.model) ? 'linearizable' : 'violation';
        expect(judgeCalls(calls, small.model).kind).toBe(expected);
      }),
      { numRuns: 400 },
    );
  });
});

/** Gives one read the answer of another. */
function withStaleRead(calls: readonly Call[], draw: (bound: number) => number): readonly Call[] {
  const reads = calls.filter(({ f, completed }) => (f === 'read' || f === 'get') && completed !== NEVER);
  if (reads.length === 0) return calls;
  const victim = reads[draw(reads.length)];
  const { output = null } = reads[draw(reads.length)] as Call;
  return calls.map((call) => (call === victim ? { ...call, output } : call));
}

describe('within limits', () => {
  // Sets that only their final read tells apart: nothing guides the search among very many orders.
  const hard = Array.from(
    { length: 40 },
    (_, i): Call => ({
      f: 'txn',
      input: [
        ['r', `x${i % 5}`, i % 3],
        ['w', `x${(i * 7) % 5}`, i % 4],
      ],
      output: [
        ['r', `x${i % 5}`, i % 3],
        ['w', `x${(i * 7) % 5}`, i % 4],
      ],
      invoked: i,
      completed: 1000 + i,
    }),
  );

  test('says unknown when the time runs out', () => {
    const outcome = judgeCalls(hard, modelNamed('multi-register'), { deadlineMs: 0, memoryBytes: 1 << 30 });
    expect(outcome).toMatchObject({ kind: 'unknown', limit: 'time' });
  });

  test('says unknown when the memory runs out', () => {
    const outcome = judgeCalls(hard, modelNamed('multi-register'), {
      deadlineMs: Infinity,
      memoryBytes: 1000,
    });
    expect(outcome).toMatchObject({ kind: 'unknown', limit: 'memory' });
  });
});

describe('on long histories', () => {
  test.each([
    ['5 values, 50 at once', registerClients(5, true), 5000, 50, 0],
    ['5 values, 20 at once, 1 % unknown', registerClients(5, true), 20_000, 20, 10],
    ['unique values, 50 at once, 1 % unknown', registerClients(0, true), 100_000, 50, 10],
  ] as const)('%s: decides', (_name, clients, calls, concurrency, unknownPerMille) => {
    const model = modelNamed('cas-register');
    const history = simulate(
      { ...clients, model, calls, clients: concurrency, unknownPerMille },
      drawFrom(7),
    );
    expect(judgeCalls(history, model).kind).toBe('linearizable');
  });

  test.each([
    ['10 at once', 10],
    ['20 at once', 20],
    ['50 at once', 50],
  ] as const)('%s: finds a wrong read near the end', (_name, clients) => {
    const model = modelNamed('cas-register');
    const draw = drawFrom(11);
    const calls = [
      ...simulate({ ...registerClients(5, true), model, calls: 10_000, clients, unknownPerMille: 0 }, draw),
    ];
    const reads = calls.flatMap(({ f, completed }, at) => (f === 'read' && completed !== NEVER ? [at] : []));
    let kind = 'linearizable';
    // A wrong value may be a possible one; the more reads are wrong, the less so.
    for (let wrong = 0; wrong < 200 && kind === 'linearizable'; wrong++) {
      const at = reads[reads.length - 100 - draw(50)] as number;
      calls[at] = { ...(calls[at] as Call), output: draw(5) };
      kind = judgeCalls(calls, model).kind;
    }
    expect(kind).toBe('violation');
  });
});
