// What a simulated run needs, wired: entry of the module that is bundled for threads and for commands that simulate.

import { type JobResult, performJob, type SimulatedJob, type ThreadTies } from '../batch/job.ts';
import { type RunSimulatedOptions, runSimulated, type SimulatedRunResult } from '../batch/run-simulated.ts';
import { loadCreateNode } from '../worlds/sim/node-module.ts';
import { partsOf } from './plan-parts.ts';

type Modules = Pick<SimulatedJob, 'modulePath' | 'upgradeModulePath'>;

async function partsWith({ modulePath, upgradeModulePath }: Modules) {
  const createNode = await loadCreateNode(modulePath);
  if (upgradeModulePath === undefined) return { partsOf, createNode };
  return { partsOf, createNode, upgradeNode: await loadCreateNode(upgradeModulePath) };
}

/** Runs one plan in this thread with the builds at these paths. */
export async function simulate(
  modules: Modules,
  options: Omit<RunSimulatedOptions, 'partsOf' | 'createNode' | 'upgradeNode'>,
): Promise<SimulatedRunResult> {
  return runSimulated({ ...options, ...(await partsWith(modules)) });
}

/** Runs one job of a batch in this thread. */
export async function simulateJob(job: SimulatedJob, ties: ThreadTies): Promise<JobResult> {
  return performJob(job, await partsWith(job), ties);
}
