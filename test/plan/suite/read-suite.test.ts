// Files of suites: what is wrong is told with file, line and column in one sentence.

import { expect, test } from 'vitest';
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
