// Flags make plans; the command printed for a plan makes the same plan again.

import { expect, test } from 'vitest';
import { fitsCommandLine, planArguments, planCommand, shellWord } from '../../src/plan/command-line.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { type PlanFlags, plansFromFlags, withFlags } from '../../src/plan/from-flags.ts';
import { PlanError } from '../../src/plan/parse-plan.ts';
import { type Plan, planSchema } from '../../src/plan/plan.ts';

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
  [{ time: 'long' }, '--time is "long", but must be a number in digits, such as 5 or 0.5.'],
  [{ nodes: '2' }, '--nodes is 2, but must be 3 or 5'],
  [
    { seed: 'lucky' },
    '--seed is "lucky", but must be a whole number from 0 to 4294967295, or a git commit hash',
  ],
])('%j is refused', (flags: PlanFlags, sentence) => {
  expect(() => plansFromFlags(['register'], 'docker', flags)).toThrow(sentence);
});

/** Flags as the command line reads them: those that are given several times as lists, those without a value as true. */
function flagsIn(words: readonly string[]): PlanFlags {
  const flags: Record<string, string | boolean | readonly string[]> = {};
  for (let at = 0; at < words.length; at += 1) {
    const name = (words[at] ?? '').slice(2).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    const next = words[at + 1];
    if (words[at] === '--no-invariants') flags['invariants'] = false;
    else if (next === undefined || next.startsWith('--')) flags[name] = true;
    else {
      at += 1;
      const earlier = flags[name];
      flags[name] = name === 'threshold' ? [...(Array.isArray(earlier) ? earlier : []), next] : next;
    }
  }
  return flags;
}

/** One value for everything that a plan can be told by flags. */
const everything: PlanFlags = {
  ...{ nemesis: 'kill,pause,upgrade', packages: '2', nodes: '3', concurrency: '7', rate: '33.5' },
  ...{ time: '12.5', faultInterval: '4', faultShare: '40', targets: 'leader,zone', schedule: 'bursts' },
  ...{
    operationTimeout: '900',
    settle: '11',
    stopEarly: true,
    invariants: false,
    seed: 'abcdef0',
    name: 'mine',
  },
  ...{ version: 'HEAD', upgradeTo: 'current' },
  threshold: ['failoverMs=p95 < 8000', 'failoverMs=max < 20000', 'answeredPercent=99', 'outageMs=>= 0'],
};

test.each([{ seed: '5', nemesis: 'none' }, everything])(
  'the printed command makes the same plan again: %j',
  (given: PlanFlags) => {
    const [plan] = plansFromFlags(['set'], 'docker', given);
    if (plan === undefined) throw new Error('no plan');
    expect(fitsCommandLine(plan)).toBe(true);
    const [, workload = '', ...words] = planArguments(plan);
    const { world, ...flags } = flagsIn(words) as PlanFlags & { readonly world: Plan['world'] };
    expect(plansFromFlags([workload], world, flags)).toEqual([plan]);
  },
);

test('the longest command that can be printed leaves out no field of a plan', () => {
  const [plan] = plansFromFlags(['set'], 'docker', { ...everything, checking: { budgetSeconds: 5 } });
  const notOnCommandLine = ['faults', 'operations', 'knobs'];
  const missing = Object.keys(planSchema.shape).filter((field) => !(field in (plan ?? {})));
  expect(missing.toSorted()).toEqual(notOnCommandLine.toSorted());
});

test.each([
  ['failoverMs', /--threshold is "failoverMs", but must be a figure and what is asked of it/],
  ['speed=5', /the figures are answeredPercent/],
  ['failoverMs=p95 <', /what is asked of failoverMs must be a number, or an expression/],
  ['answeredPercent=101', /what is asked of answeredPercent/],
  ['failoverMs=', /what is asked of failoverMs/],
])('--threshold %s is refused', (text, sentence) => {
  expect(() => plansFromFlags(['set'], 'sim', { threshold: [text] })).toThrow(sentence);
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

test('what is said to checkers is in the plan, and in its command', () => {
  const checking = {
    model: 'overdraft',
    total: 3,
    accounts: ['a', 1],
    budgetSeconds: 5,
    memoryMebibytes: 64,
  };
  const [plan] = plansFromFlags(['bank'], 'sim', { checking });
  expect(plan?.checking).toEqual(checking);
  expect(planArguments(plan as Plan).join(' ')).toContain(
    '--model overdraft --total 3 --accounts ["a",1] --budget 5 --memory 64',
  );
  expect(withFlags(plan as Plan, { checking: { total: 4 } }).checking).toEqual({ ...checking, total: 4 });
  expect(() => withFlags(plan as Plan, { checking: { budgetSeconds: 0 } })).toThrow(PlanError);
});
