// A wrong plan is refused with one sentence that names the field and what it may hold.

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { PlanError, parsePlan, readPlan } from '../../src/plan/parse-plan.ts';

const good = defaultPlan('docker');

function refusal(change: Readonly<Record<string, unknown>>): string {
  try {
    parsePlan({ ...good, ...change }, 'Plan p.json');
  } catch (error) {
    if (error instanceof PlanError) return error.message;
    throw error;
  }
  return '';
}

test('the default plan is a plan', () => {
  expect(parsePlan(JSON.parse(JSON.stringify(good)), 'Plan')).toEqual(good);
});

test('thresholds are part of a plan', () => {
  const thresholds = { answeredPercent: 99.5, recoveryMs: 5000 };
  expect(parsePlan({ ...good, thresholds }, 'Plan')).toEqual({ ...good, thresholds });
});

test('two nodes are refused with the reason', () => {
  expect(refusal({ nodes: 2 })).toMatch(
    /^Plan p\.json field "nodes" is 2, but must be 3 or 5: a majority must survive/,
  );
});

test.each([
  [{ concurrency: 0 }, 'field "concurrency" is 0, but must be a whole number from 1 to 1000'],
  [{ timeSeconds: '60' }, 'field "timeSeconds" is "60", but must be a number of seconds above 0'],
  [{ seed: -1 }, 'field "seed" is -1, but must be a whole number from 0 to 4294967295'],
  [{ nemesis: 'kill' }, 'field "nemesis" is "kill", but must be a list of fault package names'],
  [{ world: 'moon' }, 'field "world" is "moon", but must be one of docker, namespaces, sim'],
  [{ name: '../x' }, 'field "name" is "../x", but must be up to 80 letters'],
  [{ worlds: 'docker' }, 'has the unknown field "worlds"; the fields are format, name'],
  [
    { thresholds: { rto: 5 } },
    'field "thresholds" is {"rto":5}, but must be an object with any of answeredPercent',
  ],
  [
    { thresholds: { recoveryMs: 0 } },
    'field "thresholds.recoveryMs" is {"recoveryMs":0}, but must be an object',
  ],
  [{ workload: undefined }, 'lacks the field "workload"'],
])('%j is refused', (change, sentence) => {
  expect(refusal(change)).toContain(sentence);
});

test('each wrong field has its sentence', () => {
  expect(refusal({ nodes: 4, seed: 0.5 })).toMatch(
    /^Plan p\.json field "nodes" is 4, .* Plan p\.json field "seed" is 0\.5, /,
  );
});

test('what is not an object is no plan', () => {
  expect(() => parsePlan([], 'Plan p.json')).toThrow('Plan p.json is not a plan: a plan is a JSON object.');
});

test('a file that is missing or not JSON is named', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ordeal-plan-'));
  const broken = join(directory, 'broken.json');
  await writeFile(broken, '{"format": 1,');
  await expect(readPlan(broken)).rejects.toThrow(`Plan ${broken} is not JSON`);
  await expect(readPlan(join(directory, 'none.json'))).rejects.toThrow('there is no such file');
});
