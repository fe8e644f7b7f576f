// Files of suites: what is wrong is told with file, line and column in one sentence.

import { expect, test } from 'vitest';
import { PlanError } from '../../../src/plan/parse-plan.ts';
import { readSuite } from '../../../src/plan/suite/read-suite.ts';
import { groupsOf, suiteOf } from './suite-of.ts';

const whole = `# everything a suite may have
name: nightly
budget: 1.5h
defaults: { timeSeconds: 3, nodes: 3 }
jobs:
  - name: seeds
    matrix: { workload: [register, set], nemesis: [none, 'kill, partition'], seeds: 100-101 }
    exclude: [{ workload: set, nemesis: 'kill,partition' }]
    include: [{ workload: bank, seeds: [7], plan: { timeSeconds: 9 } }]
    weight: 2
    thresholds: { eachRun: { answeredPercent: 90 }, together: { failoverMs: [p95 < 8000, max < 20000] } }
canaries:
  - { name: broken, workload: register, version: 'mutant:acknowledge-before-majority', seeds: 2 }
thresholds: { together: { okPerSecond: avg > 10 } }
probes: [leader-changed]
`;

test('a whole suite is read', async () => {
  const { definition } = await suiteOf(whole);
  expect(definition.jobs[0]?.thresholds?.together?.failoverMs).toEqual(['p95 < 8000', 'max < 20000']);
  expect(definition.canaries).toHaveLength(1);
});

test.each<readonly [string, string, RegExp]>([
  ['no YAML', 'name: [', /nightly\.yaml:1:\d+: not YAML: .+\.$/],
  ['a tab', 'name: a\njobs:\n\t- x', /nightly\.yaml:3:\d+: not YAML: .+\.$/],
  ['a field twice', 'name: a\nname: b\njobs: []', /nightly\.yaml:2:1: not YAML: .+\.$/],
  ['nothing', '', /nightly\.yaml:1:1: this is null, but must be a suite: an object with a name and jobs\.$/],
  ['a list', '- a', /nightly\.yaml:1:1: this is \["a"\], but must be a suite/],
  [
    'an unknown field',
    `${whole}budjet: 3m\n`,
    /nightly\.yaml:16:1: unknown field "budjet"; the fields here are name, budget, /,
  ],
  [
    'an unknown field further in',
    whole.replace('weight', 'wait'),
    /nightly\.yaml:10:5: unknown field "wait"; the fields here are name, matrix, exclude, /,
  ],
  [
    'an unknown setting',
    whole.replace('nodes: 3', 'nods: 3'),
    /:4:29: unknown field "nods"; the fields here are nodes, concurrency/,
  ],
  [
    'a missing field',
    whole.replace('name: nightly', ''),
    /:3:1: the field "name" is missing: it is the folder of the suite/,
  ],
  ['no jobs', 'name: a\njobs: []', /:2:7: "jobs" is \[\], but must be a list of matrices of runs\.$/],
  [
    'an empty axis',
    whole.replace('[register, set]', '[]'),
    /:7:25: "jobs\.0\.matrix\.workload" is \[\], but must be the name of a workload/,
  ],
  [
    'two nodes',
    whole.replace('nodes: 3', 'nodes: 2'),
    /:4:36: "defaults\.nodes" is 2, but must be 3 or 5: a majority must survive/,
  ],
  [
    'a world there is not',
    whole.replace('seeds: 100-101', 'world: moon'),
    /"jobs\.0\.matrix\.world" is "moon", but must be one of docker, namespaces, sim, auto/,
  ],
  [
    'a budget without a unit',
    whole.replace('1.5h', '90'),
    /:3:9: "budget" is 90, but must be how long it may take, such as 90s/,
  ],
  [
    'an expression of no known form',
    whole.replace('avg > 10', 'avg is 10'),
    /:14:40: "thresholds\.together\.okPerSecond" is "avg is 10", but must be a number, or an expression/,
  ],
  [
    'an unknown figure',
    whole.replace('okPerSecond', 'rto'),
    /:14:27: unknown field "rto"; the fields here are answeredPercent, /,
  ],
])('%s is refused', async (_, text, sentence) => {
  await expect(suiteOf(text)).rejects.toThrow(sentence);
});

test.each<readonly [string, string, RegExp]>([
  [
    'everything left out',
    whole
      .replace("nemesis: 'kill,partition'", 'workload: [set, register]')
      .replace('workload: set, ', '')
      .replace(/ {4}include.*\n/, ''),
    /:8:14: the matrix of seeds is empty: every combination is left out\.$/,
  ],
  [
    'an exclusion of nothing',
    whole.replace('workload: set,', 'workload: sets,'),
    /:8:15: no combination of the matrix is left out by this\.$/,
  ],
  ['a name twice', whole.replace('name: broken', 'name: seeds'), /:6:11: the name seeds is used twice\.$/],
  [
    'a run twice',
    whole.replace('workload: bank, seeds: [7]', 'workload: register, nemesis: none, seeds: [100]'),
    /:6:5: this run comes twice: seeds: register, none, sim, current, seed 100\.$/,
  ],
  [
    'a range that goes backwards',
    whole.replace('100-101', '101-100'),
    /:7:85: "101-100" is no range of at most 100000 seeds\.$/,
  ],
])('%s is refused when the jobs are made', async (_, text, sentence) => {
  await expect(groupsOf(text)).rejects.toThrow(sentence);
});

test('a file that is not there, and a folder', async () => {
  await expect(readSuite('/no/such.yaml')).rejects.toThrow(
    /^Suite \/no\/such\.yaml cannot be read: there is no such file\.$/,
  );
  await expect(readSuite('/tmp')).rejects.toThrow(
    /^Suite \/tmp cannot be read: it is a directory, not a file\.$/,
  );
});

test('all that is wrong is told, each with its place', async () => {
  const text = whole
    .replace('nodes: 3', 'nodes: 2')
    .replace('avg > 10', 'avg is 10')
    .replace('1.5h', '90')
    .replace('seeds: 100-101', 'world: moon');
  const error: unknown = await suiteOf(text).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PlanError);
  const { sentences } = error as PlanError;
  expect(sentences).toEqual([
    expect.stringMatching(/^\S*nightly\.yaml:3:9: "budget" is 90/),
    expect.stringMatching(/:4:36: "defaults\.nodes" is 2/),
    expect.stringMatching(/:7:\d+: "jobs\.0\.matrix\.world" is "moon"/),
    expect.stringMatching(/:14:40: "thresholds\.together\.okPerSecond"/),
  ]);
});

test('all that is wrong with the matrices is told, and no more than can be read', async () => {
  const exclusions = Array.from({ length: 30 }, (_, at) => `{workload: none${at}}`);
  const text = whole
    .replace(/exclude: .*/, `exclude: [${exclusions.join(', ')}]`)
    .replace('100-101', '101-100');
  const error: unknown = await groupsOf(text).catch((reason: unknown) => reason);
  expect((error as PlanError).sentences).toHaveLength(21);
  expect((error as PlanError).sentences.at(-1)).toMatch(/^\S+ has 11 more errors\.$/);
});

test.each([
  ['an alias to what holds it', 'name: &a\n  b: *a\njobs: []\n', /:1:1: not a suite: it contains itself\.$/],
  ['a list in itself', '&a [*a]\n', /it contains itself/],
  [
    'many levels',
    `${'['.repeat(2000)}${']'.repeat(2000)}`,
    /nightly\.yaml:1:200: not a suite: it is nested too deep\.$/,
  ],
  ['some levels too many', `${'['.repeat(110)}${']'.repeat(110)}`, /nested more than 100 levels deep/],
  ['more levels than can be read', '['.repeat(200_000), /:1:200: .*nested too deep/],
  ['lists in lists without brackets', `a:\n${'- '.repeat(100_000)}`, /:2:\d+: .*nested too deep/],
  [
    'lines that lean ever more',
    Array.from({ length: 300 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
    /:201:201: .*nested too deep/,
  ],
  ['a scalar', '17', /this is 17, but must be a suite/],
  ['nothing', '', /this is null, but must be a suite/],
  ['two documents', 'a: 1\n---\nb: 2\n', /not YAML: /],
  ['a field twice', 'name: a\nname: b\njobs: []\n', /:2:1: not YAML: the field "name" is there twice\.$/],
  ['a tag there is not', 'name: !!js/function "x"\n', /not YAML: Unresolved tag/],
])('%s is refused', async (_, text, sentence) => {
  await expect(suiteOf(text)).rejects.toThrow(sentence);
});

test('aliases without end are refused', async () => {
  const bomb = Array.from(
    { length: 12 },
    (_, level) =>
      `a${level}: &a${level} [${Array(9)
        .fill(level === 0 ? 'x' : `*a${level - 1}`)
        .join(', ')}]`,
  );
  await expect(suiteOf(bomb.join('\n'))).rejects.toThrow(/nightly\.yaml:1:1: not YAML: .*alias/i);
});
