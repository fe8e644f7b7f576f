// A broken promise inside the cluster ends a run; where nobody watches it the same run goes on, and shows what clients see.

import { expect, test, vi } from 'vitest';
import { buildVersion } from '../../src/cli/build-version.ts';
import { simulate } from '../../src/cli/simulate.ts';
import { tinyBudget, tinyPlan } from './tiny-simulated-plan.ts';

vi.setConfig({ testTimeout: 120_000 });

test('without invariants a run goes on where it would have ended', async () => {
  const { path: modulePath } = await buildVersion('mutant:acknowledge-before-majority', 'node');
  const watched = await simulate({ modulePath }, { plan: tinyPlan, budget: tinyBudget });
  expect(watched.violation).toMatchObject({ kind: 'invariant', name: 'committed-is-durable' });
  const plan = { ...tinyPlan, invariants: false as const };
  const unwatched = await simulate({ modulePath }, { plan, budget: tinyBudget });
  expect(unwatched.violation).toBeNull();
  expect(unwatched.simulatedMs).toBeGreaterThan(watched.simulatedMs);
  expect(unwatched.results.verdicts.map(({ checker }) => checker)).not.toContain('committed-is-durable');
});
