// What a simulated run needs, wired: entry of the module that is bundled for threads and for commands that simulate.

import { type JobResult, performJob, type SimulatedJob } from '../batch/job.ts';
import { type RunSimulatedOptions, runSimulated, type SimulatedRunResult } from '../batch/run-simulated.ts';
import { loadCreateNode } from '../worlds/sim/node-module.ts';
import { partsOf } from './plan-parts.ts';

/** Runs one plan in this thread with the build at `modulePath`. */
export async function simulate(
  modulePath: string,
  options: Omit<RunSimulatedOptions, 'partsOf' | 'createNode'>,
): Promise<SimulatedRunResult> {
  return runSimulated({ ...options, partsOf, createNode: await loadCreateNode(modulePath) });
}

/** Runs one job of a batch in this thread. */
export async function simulateJob(job: SimulatedJob): Promise<JobResult> {
  return performJob(job, { partsOf, createNode: await loadCreateNode(job.modulePath) });
}
