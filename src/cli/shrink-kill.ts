// What killed a mutant, made small and saved as a plan that anybody can run.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kill } from '../mutants/hunt.ts';
import type { ShrunkSize } from '../mutants/kill-matrix.ts';
import { drawPackages } from '../plan/draw-packages.ts';
import type { Plan } from '../plan/plan.ts';
import type { Screen } from '../report/screen.ts';
import { faultCount } from '../shrink/failing-run.ts';
import { shrinkPlan } from '../shrink/shrink-plan.ts';
import { createRun } from '../store/create-run.ts';
import type { PlanRunner } from './mutant-runner.ts';
import { programName, shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';

/** Time for one failure to be shrunk. */
const shrinkTimeMs = 100_000;

/** Saves a plan as that of a run of its own. @returns the file, as it is shown to people */
export async function savePlan(plan: Plan): Promise<string> {
  const { directory } = await createRun(resultsDirectory(), plan, new Date());
  const file = join(directory, 'plan.json');
  await writeFile(file, `${JSON.stringify(plan, null, 2)}\n`);
  return shownPath(file);
}

/** Shrinks a kill and saves the small plan as a run's plan; `null` when it did not happen again. */
export async function shrinkKill(
  { plan }: Kill,
  runner: PlanRunner,
  screen: Screen,
  signal: AbortSignal,
): Promise<ShrunkSize | null> {
  const shrunk = await shrinkPlan(drawPackages(plan), {
    run: (candidate) => runner.run(candidate, true),
    threads: runner.threads,
    timeMs: shrinkTimeMs,
    signal,
  });
  if (shrunk === null) return null;
  const { run, wallMs } = shrunk;
  const planFile = await savePlan(run.plan);
  screen.line(screen.paint.dim(`${run.plan.name} shrunk: ${programName()} run ${planFile}`));
  return {
    faults: faultCount(run),
    operations: run.operations.length,
    nodes: run.plan.nodes,
    clients: run.plan.concurrency,
    seconds: run.plan.timeSeconds,
    wallMs,
    planFile,
  };
}
