// What killed a mutant, made small and saved as a plan that anybody can run.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kill } from '../mutants/hunt.ts';
import type { ShrunkSize } from '../mutants/kill-matrix.ts';
import type { Screen } from '../report/screen.ts';
import { faultCount } from '../shrink/failing-run.ts';
import { shrinkPlan } from '../shrink/shrink-plan.ts';
import { createRun } from '../store/create-run.ts';
import type { PlanRunner } from './mutant-runner.ts';
import { programName, shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';

/** Time for one failure to be shrunk. */
const shrinkTimeMs = 100_000;

/** Shrinks a kill and saves the small plan as a run's plan; `null` when it did not happen again. */
export async function shrinkKill(
  { plan }: Kill,
  runner: PlanRunner,
  screen: Screen,
  signal: AbortSignal,
): Promise<ShrunkSize | null> {
  const shrunk = await shrinkPlan(plan, {
    run: (candidate) => runner.run(candidate, true),
    threads: runner.threads,
    timeMs: shrinkTimeMs,
    signal,
  });
  if (shrunk === null) return null;
  const { run, wallMs } = shrunk;
  const { directory } = await createRun(resultsDirectory(), run.plan, new Date());
  const planFile = join(directory, 'plan.json');
  await writeFile(planFile, `${JSON.stringify(run.plan, null, 2)}\n`);
  screen.line(screen.paint.dim(`${run.plan.name} shrunk: ${programName()} run ${shownPath(planFile)}`));
  return {
    faults: faultCount(run),
    operations: run.operations.length,
    nodes: run.plan.nodes,
    clients: run.plan.concurrency,
    seconds: run.plan.timeSeconds,
    wallMs,
    planFile: shownPath(planFile),
  };
}
