// What a package draws, a plan may list; of anything else it is told what is wrong, field by field.

import { expect, test } from 'vitest';
import { faultValueProblem } from '../../nemesis/fault-value.ts';
import { faultPackages } from '../../nemesis/registry.ts';
import { simulate } from '../../src/generator/simulate.ts';
import type { JsonValue } from '../../src/history/operation.ts';

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** What nobody draws for any field. */
const odd: readonly JsonValue[] = [
  ...[true, false, '', 'x', 'constructor', '__proto__', 'leader ', 'ONE', 'x'.repeat(5000), '\u202e'],
  ...[-1e308, 1e308, 1e15, 0.5, -0.5, 2 ** 32],
  ...[[null], [[]], ['n1', null], ['N1'], ['n1 '], [{}], {}, { from: 'n1' }, Array(101).fill('n1')],
];
const links: readonly JsonValue[] = [
  [{ from: 'n1', to: 'n1' }],
  [{ from: 'n1', to: 'n2', by: 'n3' }],
  [
    { from: 'n1', to: 'n2' },
    { from: 'n1', to: 'n2' },
  ],
];

test.each(faultPackages.map((factory) => [factory.name, factory] as const))(
  'of %s what is drawn passes, and with one field changed does not',
  (_, factory) => {
    const { values, schedule, heal, startOperations, stopOperations } = factory.create({
      ...{ seed: 1, nodes, intervalMs: 1000 },
    });
    expect([...startOperations, ...stopOperations]).toEqual(expect.arrayContaining(Object.keys(values)));
    const drawn = [schedule(), heal()].flatMap((generator) =>
      simulate(generator, { concurrency: 1, seed: 1, maximumInvocations: 60 }),
    );
    expect(new Set(drawn.map(({ f }) => f)).size).toBeGreaterThan(1);
    let refused = 0;
    for (const { f, value } of drawn) {
      const problem = (given: JsonValue): string | null => faultValueProblem(values[f], given);
      expect([f, value, problem(value)]).toEqual([f, value, null]);
      for (const other of ['x', 1, true, []] as const) expect(problem(other)).toMatch(/neither null nor an/);
      if (value === null || typeof value !== 'object' || Array.isArray(value)) continue;
      const fields = value as Readonly<Record<string, JsonValue>>;
      // As it is recorded once it has hit somebody, and with any part of it left out.
      expect(problem({ ...fields, hosts: ['n1', 'n3'] })).toBeNull();
      for (const name of Object.keys(fields))
        expect(
          problem(Object.fromEntries(Object.entries(fields).filter(([one]) => one !== name))),
        ).toBeNull();
      expect(problem({ ...fields, extra: 1 })).toMatch(/unknown field "extra" in its "value", which takes /);
      for (const name of Object.keys(values[f] ?? {}))
        for (const wrong of name === 'links' ? [...odd, ...links] : odd) {
          const told = problem({ ...fields, [name]: wrong });
          expect([name, wrong, told]).toEqual([
            name,
            wrong,
            expect.stringContaining(`wrong "${name}": it is `),
          ]);
          refused += 1;
        }
    }
    expect(refused).toBeGreaterThan(100);
  },
);

test('an operation that takes nothing is given nothing', () => {
  expect(faultValueProblem(undefined, null)).toBeNull();
  expect(faultValueProblem(undefined, {})).toBe('has a "value", but takes none: it is null');
});

test('a clock never runs backwards, and is never moved by nothing', () => {
  const clock = faultPackages.find(({ name }) => name === 'clock');
  const fields = clock?.create({ seed: 1, nodes, intervalMs: 1000 }).values['skew-clock'];
  const problem = (change: string, amount: number): string | null =>
    faultValueProblem(fields, { change, amount });
  expect(problem('jump-back', -86_400_000)).toBeNull();
  expect(problem('drift-slow', -500_000)).toBeNull();
  expect(problem('drift-slow', -1_000_000)).toMatch(/wrong "amount"/);
  expect(problem('jump-back', 0)).toMatch(/wrong "amount"/);
});
