// What a plan lists is held against what it names, before anything runs.

import { expect, test } from 'vitest';
import { nodesOf, partsOf } from '../../src/cli/plan-parts.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { operationProblem } from '../../workloads/operation-form.ts';
import { workloads } from '../../workloads/registry.ts';

const plan: Plan = { ...defaultPlan('sim'), nemesis: ['kill', 'partition'] };
const operation = { f: 'read', key: 0, value: null, thread: 0, afterMs: 1 };
const fault = { f: 'kill', value: null, afterMs: 1 };

test.each<readonly [string, Partial<Plan>, RegExp]>([
  [
    'an unknown operation',
    { operations: [{ ...operation, f: 'frobnicate' }] },
    /^Operation 0 .* is "frobnicate", but the operations are read, write, cas\.$/,
  ],
  ['one named like a property', { operations: [{ ...operation, f: 'constructor' }] }, /is "constructor"/],
  [
    'a thread beyond',
    { operations: [operation, { ...operation, thread: 20 }] },
    /^Operation 1 .* has the thread 20, but a concurrency of 20 has threads 0 to 19\.$/,
  ],
  [
    'no key',
    { operations: [{ f: 'read', value: null, thread: 0, afterMs: 1 }] },
    /has no "key" that is a whole number/,
  ],
  [
    'a value of another form',
    { operations: [{ ...operation, f: 'cas', value: [1] }] },
    /that of cas is a list of two whole numbers/,
  ],
  [
    'a fault of no package',
    { faults: [{ ...fault, f: 'melt' }] },
    /^Fault 0 of the plan is "melt", but the operations of kill, partition are kill, restart, /,
  ],
  ['a fault of a package that is not named', { faults: [{ ...fault, f: 'pause' }] }, /is "pause"/],
  [
    'hosts that are no list',
    { faults: [{ ...fault, value: { hosts: 'n1' } }] },
    /has a wrong "hosts": it is a list of nodes such as n1/,
  ],
  ['a value that is a list', { faults: [{ ...fault, value: [] }] }, /neither null nor an object/],
  ['a draw that is no number', { faults: [{ ...fault, value: { pick: 'x' } }] }, /wrong "pick"/],
  [
    'links from nowhere',
    { faults: [{ ...fault, f: 'start-partition', value: { links: ['n1->n2'] } }] },
    /wrong "links"/,
  ],
])('%s is refused', (_, lists, sentence) => {
  expect(() => partsOf({ ...plan, ...lists })).toThrow(sentence);
});

test('what every workload draws is what it takes', () => {
  for (const { name } of workloads) {
    const { workload } = partsOf({ ...plan, workload: name });
    const made = workload(nodesOf(plan));
    expect(Object.keys(made.forms).sort()).toEqual(Object.keys(made.minimumSuccesses).sort());
  }
});

test('lists that can be carried out pass', () => {
  const faults = [fault, { f: 'kill', value: { target: 'leader', pick: 7, hosts: ['n5'] }, afterMs: 2 }];
  const operations = [
    operation,
    { ...operation, f: 'cas', value: [1, 2] },
    { ...operation, f: 'write', value: 3 },
  ];
  expect(() => partsOf({ ...plan, faults, operations })).not.toThrow();
});

test('whatever the workloads draw is an operation that a plan may list', () => {
  for (const { name } of workloads) {
    const { forms, load } = partsOf({ ...plan, workload: name }).workload(nodesOf(plan));
    const drawn = simulate(load(), { concurrency: 4, seed: 1, maximumInvocations: 200 });
    const own = drawn.filter(({ type, process }) => type === 'invoke' && process !== 'nemesis');
    expect(own.length).toBeGreaterThan(100);
    for (const { f, key, value } of own)
      expect(operationProblem(forms, key === undefined ? { f, value } : { f, key, value })).toBeNull();
  }
});
