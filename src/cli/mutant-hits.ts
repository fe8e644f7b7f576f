// Counts how often the edits of a mutant are executed in one simulated run of its plan.

import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allEdits } from '../mutants/build-mutant.ts';
import { countHits } from '../mutants/edit-hits.ts';
import { placesOf } from '../mutants/edit-places.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { drawPackages } from '../plan/draw-packages.ts';
import type { Plan } from '../plan/plan.ts';
import { bundleWithMap } from '../worlds/build.ts';
import { checkerBudget } from './judge-history.ts';
import { keepBuilds } from './mutant-runner.ts';
import { buildPlan, modulesOf } from './plan-builds.ts';
import { repositoryPath } from './repository.ts';
import { simulatorUrl } from './simulator.ts';

/**
 * Runs the plan once.
 * @param plan with the mutant as one of its builds
 * @returns for each edit of the mutant, in order; `null` where the run did not end
 */
export async function editHits(mutant: Mutant, plan: Plan): Promise<readonly number[] | null> {
  const repositoryRoot = repositoryPath('.');
  const cacheDirectory = repositoryPath('.build');
  const edits = allEdits({ ...mutant, kind: 'mutant' }, repositoryRoot);
  const { commit } = mutant;
  const version = `mutant:${mutant.name}`;
  const bundle = await bundleWithMap({
    version,
    commit,
    repositoryRoot,
    cacheDirectory,
    part: 'node',
    edits,
  });
  const digest = createHash('sha256').update(bundle.text).digest('hex').slice(0, 16);
  const countedPath = join(cacheDirectory, `anvil-node-counted-${digest}.mjs`);
  await mkdir(cacheDirectory, { recursive: true });
  await writeFile(countedPath, bundle.text);

  const isSecond = mutant.exposedBy.upgradeFrom !== undefined;
  const modules = modulesOf(await buildPlan(plan, 'node', keepBuilds('node')));
  const counted = isSecond ? { upgradeModulePath: countedPath } : { modulePath: countedPath };
  const job = {
    plan: drawPackages(plan),
    ...modules,
    ...counted,
    budget: checkerBudget(plan),
    keep: 'never' as const,
  };
  return countHits(await simulatorUrl(), job, countedPath, placesOf(mutant.edits, bundle));
}
