// One run in the simulated world, from its plan to its saved results. It is over in seconds and repeatable, so that
// nothing is written before its end.

import { basename } from 'node:path';
import type { JobResult, KeptRun } from '../batch/job.ts';
import type { SimulatedResults } from '../batch/run-simulated.ts';
import { historyInMemory } from '../history/history.ts';
import { formatCount } from '../report/format.ts';
import { createLiveReport } from '../report/live.ts';
import { createRun } from '../store/create-run.ts';
import type { RunResults } from '../store/results.ts';
import type { RunFiles } from '../store/run-files.ts';
import { saveNodeData } from '../store/save-data.ts';
import { saveHistory } from '../store/save-history.ts';
import { CommandFailure, messageOf } from './failure.ts';
import { finishRun } from './finish-run.ts';
import { harnessVersion, thisHarness } from './harness-version.ts';
import { interruptedExitCode } from './interrupts.ts';
import { checkerBudget } from './judge-history.ts';
import { buildPlan, modulesOf, type PlanBuilds, versionsOf } from './plan-builds.ts';
import { resultsDirectory } from './results-directory.ts';
import { createRunLog } from './run-log.ts';
import { plainAgain, type RunRequest } from './run-request.ts';
import { simulateWatched } from './simulate-watched.ts';
import { simulatorUrl } from './simulator.ts';

/** The results as they are saved: with what was tested, by what, and when. */
export async function completeResults(
  simulated: SimulatedResults,
  builds: PlanBuilds,
  startedAt: Date,
): Promise<RunResults> {
  const simulator = basename(await simulatorUrl(), '.mjs');
  return {
    ...simulated,
    harnessVersion: harnessVersion(),
    versions: { ...versionsOf(builds), simulator },
    harness: await thisHarness(),
    startedAt: startedAt.toISOString(),
  };
}

/** What was durable on the disks of the nodes, for whoever judges the run again. */
async function saveDisks({ nodeData }: KeptRun, { nodes }: RunFiles): Promise<void> {
  for (const { node, files } of nodeData) await saveNodeData(nodes, node, files);
}

/** How fast it went: the reason to simulate at all. */
function speedLine({ simulatedMs, wallMs, events }: JobResult): string {
  const ratio = (simulatedMs / wallMs).toFixed(1);
  const simulated = (simulatedMs / 1000).toFixed(1);
  return `${simulated} s of cluster time in ${(wallMs / 1000).toFixed(1)} s, ${ratio} times real time, ${formatCount(events)} events`;
}

/**
 * Carries out one plan in the simulated world.
 * @throws {CommandFailure} when it did not come to a run: no build, interrupted before.
 * @throws {StoreError} when what it found cannot be written.
 */
export async function performSimulatedRun(request: RunRequest): Promise<RunResults> {
  const { plan, world, screen, interrupts } = request;
  // Before anything is made or said: a build that there is not is a wrong use.
  const builds = await buildPlan(plan, 'node');
  const startedAt = new Date();
  const files = await createRun(resultsDirectory(), plan, startedAt);
  const log = createRunLog(files.log);
  const tell = (line: string): void => {
    log(line);
    screen.line(screen.paint.dim(line));
  };
  log(plainAgain(request));
  tell(`world ${world.name} (${world.reason})`);
  const live = createLiveReport(screen, plan);
  const lines: string[] = [];
  const job = { plan, ...modulesOf(builds), budget: checkerBudget(plan), judgePersisted: true };
  const run = await simulateWatched(job, interrupts.signal, {
    progress: ({ progress }) => {
      live.progress(progress);
      request.onProgress?.(progress);
    },
    log: ({ line }) => void lines.push(line),
  }).finally(() => live.stop());
  const { kept } = run;
  for (const line of lines) log(line);
  if (interrupts.signal.aborted && kept.history.length === 0) {
    const reason = 'Interrupted before the load began: there is nothing to judge.';
    throw new CommandFailure(reason, interruptedExitCode);
  }
  tell(speedLine(run));
  const results = await completeResults(run.results, builds, startedAt);
  await saveHistory(files, kept).catch((error: unknown) => screen.line(screen.paint.red(messageOf(error))));
  await saveDisks(kept, files).catch((error: unknown) => screen.line(screen.paint.red(messageOf(error))));
  return finishRun(request, files, results, historyInMemory(kept.history));
}
