// Runs that once broke a promise on the unbroken build, each with the seed that did it. A change elsewhere gives a seed
// another course, so the cause of each is also tested by itself; what stays here is a run under the same faults.
// `failsAt` is the commit whose build and simulator show the failure.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildPlan, modulesOf } from '../../src/cli/plan-builds.ts';
import { simulate } from '../../src/cli/simulate.ts';
import { planSchema } from '../../src/plan/plan.ts';

const regressionSchema = z.strictObject({
  summary: z.string().min(1),
  /** What found it. */
  found: z.string().min(1),
  failsAt: z.string().regex(/^[0-9a-f]{7,40}$/),
  plan: planSchema,
});

const regressions = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({
    name,
    ...regressionSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'))),
  }));

describe('a seed that once failed is valid now', () => {
  test.each(regressions)('$name: $summary', async ({ plan }) => {
    const modules = modulesOf(await buildPlan(plan, 'node'));
    const { results } = await simulate(modules, { plan, budget: { timeMs: 60_000, memoryBytes: 1 << 30 } });
    expect(results.verdicts.filter(({ valid }) => valid === false)).toEqual([]);
    expect(results.outcome).toBe('valid');
  });
});
