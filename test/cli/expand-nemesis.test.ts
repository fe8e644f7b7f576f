// `all` and `hell` stand for every package the world can carry out.

import { expect, test } from 'vitest';
import { faultPackages } from '../../nemesis/registry.ts';
import { expandNemesis } from '../../src/cli/expand-nemesis.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { drawPackages } from '../../src/plan/draw-packages.ts';

/** Others lose what no database could notice: a build has to be named for them. */
const survivable = faultPackages
  .filter(
    ({ needs = [], needsSecondBuild }) => !needs.includes('undetectable-loss') && needsSecondBuild !== true,
  )
  .map(({ name }) => name);

test('all is every package of a world that can do everything but host faults in the simulation', () => {
  const { plan, leftOut } = expandNemesis(
    { ...defaultPlan('docker'), timeSeconds: 300, nemesis: ['all'] },
    [],
    false,
  );
  expect(plan.nemesis).toEqual(survivable);
  expect(leftOut).toEqual([]);
  const simulated = expandNemesis({ ...defaultPlan('sim'), nemesis: ['all'] }, [], false).plan.nemesis;
  expect(simulated).toContain('bit-rot');
  expect(simulated).not.toContain('host-off');
});

test('a run of all that is too short for every package draws some, and says so; hell takes them all', () => {
  const short = { ...defaultPlan('sim'), timeSeconds: 30 };
  const { plan, leftOut } = expandNemesis({ ...short, nemesis: ['all'] }, [], false);
  expect(plan.packagesPerRun).toBe(6);
  expect(leftOut[0]).toMatch(
    /^6 of \d+ fault packages a run, drawn by its seed: 30 s are too short for more/,
  );
  expect(drawPackages(plan).nemesis).toHaveLength(6);
  expect(expandNemesis({ ...short, nemesis: ['hell'] }, [], false).plan.packagesPerRun).toBeUndefined();
  const long = { ...defaultPlan('sim'), timeSeconds: 300, nemesis: ['all'] };
  expect(expandNemesis(long, [], false).plan.packagesPerRun).toBeUndefined();
  const asked = expandNemesis({ ...short, nemesis: ['all'], packagesPerRun: 3 }, [], false);
  expect([asked.plan.packagesPerRun, asked.leftOut]).toEqual([3, []]);
});

test('the packages of all come more seldom, those of hell as often as each alone', () => {
  const plan = { ...defaultPlan('docker'), timeSeconds: 300 };
  const intervalOf = (nemesis: readonly string[], keepsInterval = false): number =>
    expandNemesis({ ...plan, nemesis }, [], keepsInterval).plan.faultIntervalSeconds;
  expect(intervalOf(['all'])).toBeCloseTo((9 * survivable.length) / 3);
  const { faultIntervalSeconds, faultSharePercent = 0 } = expandNemesis(
    { ...plan, nemesis: ['all'] },
    [],
    false,
  ).plan;
  expect((faultIntervalSeconds * faultSharePercent) / 100).toBeCloseTo(9 * 0.35, 1);
  expect(intervalOf(['hell'])).toBe(9);
  expect(intervalOf(['all'], true)).toBe(9);
});

test('what the machine lacks something for is left out and told; a package named beside all stays', () => {
  const missing = [{ capability: 'clock', reason: 'libfaketime is not installed' }] as const;
  const all = expandNemesis(
    { ...defaultPlan('namespaces'), timeSeconds: 300, nemesis: ['all'] },
    missing,
    false,
  );
  expect(all.plan.nemesis).not.toContain('clock');
  expect(all.leftOut).toEqual(['without the faults of clock: libfaketime is not installed']);
  const named = expandNemesis({ ...defaultPlan('namespaces'), nemesis: ['clock', 'all'] }, missing, false);
  expect(named.plan.nemesis).toContain('clock');
});

test('a plan without them is left as it is', () => {
  const plan = { ...defaultPlan('docker'), nemesis: ['kill'] };
  expect(expandNemesis(plan, [], false).plan).toBe(plan);
});
