// The published schema of results.json is that of the code (`npx vitest run test/store/results-schema.test.ts -u` writes
// it), and a run writes what the schema says and nothing beside it.

import { expect, test } from 'vitest';
import { z } from 'zod';
import { completeResults } from '../../src/cli/perform-simulated-run.ts';
import { buildPlan, modulesOf } from '../../src/cli/plan-builds.ts';
import { simulate } from '../../src/cli/simulate.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { publishedResultsSchema, resultsSchema } from '../../src/store/results.ts';
import { formattedSchema } from './formatted-schema.ts';

test('docs/results.schema.json is current', async () => {
  await expect(formattedSchema(publishedResultsSchema())).toMatchFileSnapshot(
    '../../docs/results.schema.json',
  );
});

test('a run writes the fields of the schema and no others', async () => {
  const builds = await buildPlan({ version: 'current' }, 'node');
  const plan = { ...defaultPlan('sim'), timeSeconds: 5, nemesis: ['partition', 'kill'], seed: 3 };
  const run = await simulate(modulesOf(builds), { plan, budget: { timeMs: 60_000, memoryBytes: 1 << 30 } });
  const written: unknown = JSON.parse(
    JSON.stringify(await completeResults(run.results, builds, new Date(0))),
  );
  const strict = z.strictObject(resultsSchema.shape);
  expect(strict.parse(written)).toEqual(written);
  expect(run.results.faultCoverage?.some(({ effectSeen }) => effectSeen > 0)).toBe(true);
});

test('results of an earlier version, without fault coverage, are read', () => {
  const { required } = z.object({ required: z.array(z.string()) }).parse(publishedResultsSchema());
  expect(required).toContain('faults');
  expect(required).not.toContain('faultCoverage');
});
