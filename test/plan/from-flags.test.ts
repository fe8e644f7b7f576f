// Flags make plans; the command printed for a plan makes the same plan again.

import { expect, test } from 'vitest';
import { planArguments, planCommand, shellWord } from '../../src/plan/command-line.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { type PlanFlags, plansFromFlags, withFlags } from '../../src/plan/from-flags.ts';

test('flags replace what the defaults say', () => {
  const flags = { nemesis: 'kill', nodes: '3', rate: '50.5', time: '7', seed: '9', name: 'mine' };
  const [plan] = plansFromFlags(['set'], 'namespaces', flags);
  expect(plan).toMatchObject({
    workload: 'set',
    world: 'namespaces',
    nemesis: ['kill'],
    nodes: 3,
    timeSeconds: 7,
  });
  expect(plan).toMatchObject({
    ratePerSecond: 50.5,
    seed: 9,
    name: 'mine',
    concurrency: defaultPlan('sim').concurrency,
  });
});

test('several workloads are several plans with one seed and names of their own', () => {
  const plans = plansFromFlags(['register', 'set'], 'docker', { name: 'nightly' });
  expect(plans.map(({ name }) => name)).toEqual(['nightly-register', 'nightly-set']);
  expect(new Set(plans.map(({ seed }) => seed)).size).toBe(1);
});

test('no faults are asked for with `none`', () => {
  expect(plansFromFlags(['set'], 'docker', { nemesis: 'none' })[0]?.nemesis).toEqual([]);
});

test.each([
  [{ time: 'long' }, '--time is "long", but must be a number.'],
  [{ nodes: '2' }, 'field "nodes" is 2, but must be 3 or 5'],
  [
    { seed: 'lucky' },
    '--seed is "lucky", but must be a whole number from 0 to 4294967295 or a git commit hash',
  ],
])('%j is refused', (flags: PlanFlags, sentence) => {
  expect(() => plansFromFlags(['register'], 'docker', flags)).toThrow(sentence);
});

test('the printed command makes the same plan again', () => {
  const [plan] = plansFromFlags(['set'], 'docker', {
    seed: 'abcdef0',
    nemesis: 'kill,pause',
    time: '12.5',
    stopEarly: true,
  });
  expect(plan?.stopEarly).toBe(true);
  if (plan === undefined) throw new Error('no plan');
  const words = planArguments(plan);
  const value = (flag: string): string => words[words.indexOf(flag) + 1] ?? '';
  const flags: PlanFlags = {
    nemesis: value('--nemesis'),
    nodes: value('--nodes'),
    concurrency: value('--concurrency'),
    rate: value('--rate'),
    time: value('--time'),
    faultInterval: value('--fault-interval'),
    operationTimeout: value('--operation-timeout'),
    settle: value('--settle'),
    stopEarly: words.includes('--stop-early'),
    seed: value('--seed'),
    name: value('--name'),
    version: value('--version'),
  };
  expect(plansFromFlags([words[1] ?? ''], plan.world, flags)).toEqual([plan]);
});

test('words are quoted for the shell only where needed', () => {
  expect(shellWord('a/b-c.d')).toBe('a/b-c.d');
  expect(shellWord("it's")).toBe(String.raw`'it'\''s'`);
  expect(planCommand({ ...defaultPlan('docker'), version: 'my build' }, './ordeal')).toMatch(
    /--version 'my build'$/,
  );
});

test('flags can be laid over a saved plan', () => {
  const saved = { ...defaultPlan('sim'), seed: 3, timeSeconds: 100 };
  expect(withFlags(saved, { time: '5' })).toEqual({ ...saved, timeSeconds: 5 });
});

test('a short run has its faults closer together, unless it is said how close', () => {
  const intervalOf = (flags: Parameters<typeof plansFromFlags>[2]) =>
    plansFromFlags(['register'], 'sim', flags)[0]?.faultIntervalSeconds;
  expect(intervalOf({ time: '6' })).toBe(2);
  expect(intervalOf({ time: '2' })).toBe(0.667);
  expect(intervalOf({ time: '600' })).toBe(intervalOf({}));
  expect(intervalOf({ time: '6', faultInterval: '5' })).toBe(5);
});
