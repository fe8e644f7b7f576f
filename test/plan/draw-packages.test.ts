// A run takes some of many fault packages, decided by its seed alone.

import { expect, test } from 'vitest';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { drawPackages } from '../../src/plan/draw-packages.ts';

const nemesis = ['partition', 'kill', 'pause', 'clock', 'power', 'swizzle'];
const plan = { ...defaultPlan('sim'), nemesis, packagesPerRun: 2 };

test('a seed draws as many as asked for, in the order of the plan, and the same ones each time', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const drawn = drawPackages({ ...plan, seed });
    expect(drawn.nemesis).toHaveLength(2);
    expect(drawn.nemesis).toEqual(nemesis.filter((name) => drawn.nemesis.includes(name)));
    expect(drawn.packagesPerRun).toBeUndefined();
    expect(drawPackages({ ...plan, seed })).toEqual(drawn);
  }
});

test('over many seeds every pair comes', () => {
  const pairs = new Set<string>();
  for (let seed = 1; seed <= 200; seed += 1) pairs.add(drawPackages({ ...plan, seed }).nemesis.join(','));
  expect(pairs.size).toBe(15);
});

test('a plan without a number, or with a larger one, keeps all of its packages', () => {
  const { packagesPerRun: _, ...whole } = plan;
  expect(drawPackages(whole)).toBe(whole);
  expect(drawPackages({ ...plan, packagesPerRun: 9 }).nemesis).toEqual(nemesis);
});
