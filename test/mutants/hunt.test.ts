// The hunt for a broken build, with runs whose end is a function of seed and version.

import { describe, expect, test } from 'vitest';
import { exposingPlan, huntMutant, type Trial } from '../../src/mutants/hunt.ts';
import { matrixRow, nearestRank, resultOf } from '../../src/mutants/kill-matrix.ts';
import { type Matrix, matrixPage } from '../../src/mutants/markdown.ts';
import type { Mutant } from '../../src/mutants/mutant.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import type { Plan } from '../../src/plan/plan.ts';

const mutant: Mutant = {
  format: 1,
  name: 'loose',
  summary: 'Something is loose.',
  edits: [{ file: 'cluster/node.ts', find: 'a', replace: 'b' }],
  exposedBy: {
    workload: 'set',
    nemesis: ['kill'],
    timeSeconds: 5,
    onHosts: { nemesis: ['power', 'kill'], rate: 20 },
  },
};
const plan = exposingPlan(mutant, 'mutant:loose', defaultPlan('sim'));
const clean = (plan_: Plan): Trial => ({ killer: null, reason: '', traceHash: `${plan_.seed}` });
const killed: Trial = { killer: 'set', reason: 'An element is gone.', traceHash: 'x' };
const options = {
  unbroken: { version: 'current' },
  seeds: 50,
  ranges: 3,
  firstSeed: 100,
  width: 2,
  signal: new AbortController().signal,
};

const hunt = (run: (candidate: Plan) => Trial | null) =>
  huntMutant(plan, { ...options, run: (candidate) => Promise.resolve(run(candidate)) });

describe('a hunt', () => {
  test('counts seeds to the first kill in each range', async () => {
    const found = await hunt((candidate) =>
      candidate.version !== 'current' && candidate.seed % 10 === 4 ? killed : clean(candidate),
    );
    expect(found).toMatchObject({ status: 'killed', rangesTried: 3, seedsTried: 15, falseAlarms: [] });
    expect(found.kills.map(({ seeds, killer }) => [seeds, killer])).toEqual([
      [5, 'set'],
      [5, 'set'],
      [5, 'set'],
    ]);
  });

  test('gives a survivor up after one range', async () => {
    const found = await hunt((candidate) => ({
      ...clean(candidate),
      traceHash: candidate.version === 'current' ? 'unbroken' : 'broken',
    }));
    expect(found).toMatchObject({ status: 'survived', rangesTried: 1, seedsTried: 50, kills: [] });
  });

  test('tells a build that never did anything else than the unbroken one', async () => {
    expect(await hunt(clean)).toMatchObject({ status: 'not-exercised', kills: [] });
  });

  test('counts no kill that the unbroken build dies of as well', async () => {
    const found = await hunt((candidate) => (candidate.seed === 102 ? killed : clean(candidate)));
    expect(found.status).not.toBe('killed');
    expect(found.falseAlarms).toHaveLength(1);
  });

  test('takes no kill for real whose control came to nothing, and for no false alarm either', async () => {
    const without = await hunt((candidate) => {
      if (candidate.seed !== 102) return clean(candidate);
      return candidate.version === 'current' ? null : killed;
    });
    expect(without).toMatchObject({ kills: [], falseAlarms: [], lost: 1 });
    const beside = await hunt((candidate) =>
      candidate.seed === 102 && candidate.version !== 'current' ? killed : clean(candidate),
    );
    expect(beside).toMatchObject({ status: 'killed', lost: 0 });
  });

  test('does not call a build a survivor whose runs all came to nothing', async () => {
    const nothing = await hunt((candidate) => (candidate.version === 'current' ? clean(candidate) : null));
    expect(nothing).toMatchObject({ status: 'no-results', lost: 50, kills: [] });
    const nearly = await hunt((candidate) =>
      candidate.version !== 'current' && candidate.seed !== 101
        ? null
        : { ...clean(candidate), traceHash: candidate.version },
    );
    expect(nearly.status).toBe('survived');
  });

  test('says how many runs were lost', async () => {
    expect(await hunt((candidate) => (candidate.seed === 101 ? null : clean(candidate)))).toMatchObject({
      lost: 1,
    });
  });
});

test('a mutant runs under what should expose it in that world, and under the default for the rest', () => {
  const base = defaultPlan('sim');
  expect(plan).toMatchObject({ version: 'mutant:loose', workload: 'set', nemesis: ['kill'], timeSeconds: 5 });
  expect(plan.ratePerSecond).toBe(base.ratePerSecond);
  const onHosts = exposingPlan(mutant, 'mutant:loose', defaultPlan('docker'));
  expect(onHosts).toMatchObject({ nemesis: ['power', 'kill'], ratePerSecond: 20, timeSeconds: 5 });
});

test('median and p95 go by the nearest rank', () => {
  expect(nearestRank([9, 1, 5, 3, 7], 0.5)).toBe(5);
  expect(nearestRank([9, 1, 5, 3, 7], 0.95)).toBe(9);
  expect(nearestRank([], 0.5)).toBeNull();
});

test('the page has a row for each mutant and says how it came about', () => {
  const kills = [{ plan, killer: 'set', reason: 'An element is gone.', seeds: 3 }];
  const found = { status: 'killed', kills, rangesTried: 1, seedsTried: 3, falseAlarms: [], lost: 0 } as const;
  const shrunk = {
    faults: 1,
    operations: 4,
    nodes: 3,
    clients: 2,
    seconds: 2,
    wallMs: 5000,
    planFile: 'p.json',
  };
  const result = resultOf(mutant, found, {
    world: 'sim',
    shrunk,
    firstKill: { seed: 3, again: './ordeal run set' },
    editHits: [12, 0],
    wallMs: 9000,
  });
  const matrix: Matrix = {
    command: './ordeal mutants',
    worlds: ['sim'],
    results: [result],
    unbroken: { runs: 30, violations: [] },
    seeds: 50,
    ranges: 1,
    wallMs: 60_000,
    width: 2,
  };
  const page = matrixPage([mutant], matrix);
  expect(page).toMatch(/^# Mutants\n/);
  expect(page).toContain(`| ${matrixRow(result).join(' | ')} |`);
  expect(page).toContain('1 of 1 mutants ended with a kill in the sim world');
  expect(page).toContain('The whole took 1.0 minutes on 2 threads. Shrunk, the median failure has 1 faults');
  expect(page).not.toContain('not over');

  const onHosts = matrixPage([mutant], {
    ...matrix,
    worlds: ['docker', 'namespaces'],
    results: [
      resultOf(mutant, found, {
        world: 'docker',
        shrunk: null,
        firstKill: null,
        editHits: null,
        wallMs: 9000,
      }),
    ],
    width: 1,
  });
  expect(onHosts).toMatch(/^# Mutants on real hosts\n/);
  expect(onHosts).toContain('1 of 1 hunts ended with a kill in the docker and namespaces worlds');
  expect(onHosts).toContain('The hunt is not over: 1 are missing.');
  expect(onHosts).not.toMatch(/Not exercised|threads|the same seed\./);
  expect(onHosts).toContain('Exposed by set under power, kill.');
});
