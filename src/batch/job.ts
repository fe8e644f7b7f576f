// One run as it is handed to a thread, and what comes back: plain data both ways.

import type { Budget } from '../checkers/checker.ts';
import type { Operation } from '../history/operation.ts';
import type { Plan } from '../plan/plan.ts';
import type { ProgressRecord } from '../store/progress.ts';
import type { Knobs } from '../worlds/sim/knobs.ts';
import type { Violation } from '../worlds/world.ts';
import {
  type Reseed,
  type RunSimulatedOptions,
  runSimulated,
  type SimulatedResults,
  type SimulatedRunResult,
} from './run-simulated.ts';

export interface SimulatedJob {
  readonly plan: Plan;
  /** Module of the build under test, as made by `bundleAnvil` with the part `node`. */
  readonly modulePath: string;
  /** Module of the build that the plan's `upgradeTo` names. */
  readonly upgradeModulePath?: string;
  readonly budget: Budget;
  readonly knobs?: Knobs;
  readonly reseed?: Reseed;
  /** See `RunSimulatedOptions`. */
  readonly judgePersisted?: boolean;
  /** Of which runs history, logs and trace come back; these are large. A failing run is one that is not valid. */
  readonly keep: 'never' | 'failing' | 'always';
  /** With what is kept: this many lines of the trace, the last ones. The run is repeated for them. Default 0. */
  readonly traceLines?: number;
}

export interface JobResult {
  readonly results: SimulatedResults;
  readonly traceHash: string;
  readonly wallMs: number;
  readonly simulatedMs: number;
  readonly events: number;
  readonly violation: Violation | null;
  /** `null` where it was not to be kept. */
  readonly kept: KeptRun | null;
}

export interface KeptRun {
  readonly history: readonly Operation[];
  readonly progress: readonly ProgressRecord[];
  readonly nodeLogs: readonly { readonly node: string; readonly text: string }[];
  readonly trace: KeptTrace | null;
}

export interface KeptTrace {
  /** The last lines of the trace. */
  readonly lines: readonly string[];
  /** How many came before them. */
  readonly droppedLines: number;
  /** Of the repetition that gave the lines; differs from the run's own only when the run is not repeatable. */
  readonly traceHash: string;
}

/** Runs one job with everything that this thread needs at hand. */
export async function performJob(
  job: SimulatedJob,
  options: Pick<RunSimulatedOptions, 'partsOf' | 'createNode' | 'upgradeNode'>,
): Promise<JobResult> {
  const { plan, budget, knobs, reseed, judgePersisted } = job;
  const run = {
    ...options,
    plan,
    budget,
    ...(knobs === undefined ? {} : { knobs }),
    ...(reseed === undefined ? {} : { reseed }),
    ...(judgePersisted === undefined ? {} : { judgePersisted }),
  };
  const result = await runSimulated(run);
  const { results, traceHash, wallMs, simulatedMs, events, violation } = result;
  const wanted = job.keep === 'always' || (job.keep === 'failing' && results.outcome !== 'valid');
  const kept = wanted ? await keep(result, run, job.traceLines ?? 0) : null;
  return { results, traceHash, wallMs, simulatedMs, events, violation, kept };
}

async function keep(
  { history, nodeLogs, progress }: SimulatedRunResult,
  run: RunSimulatedOptions,
  traceLines: number,
): Promise<KeptRun> {
  return {
    history,
    progress,
    nodeLogs: nodeLogs.map(({ node, text }) => ({ node, text: text() })),
    trace: traceLines === 0 ? null : await traceAgain(run, traceLines),
  };
}

/** Runs once more for the lines: writing every run's lines down would slow all of them. */
async function traceAgain(run: RunSimulatedOptions, wantedLines: number): Promise<KeptTrace> {
  let lines: string[] = [];
  let droppedLines = 0;
  const onTraceLine = (line: string): void => {
    lines.push(line);
    if (lines.length < 2 * wantedLines) return;
    droppedLines += lines.length - wantedLines;
    lines = lines.slice(-wantedLines);
  };
  const { traceHash } = await runSimulated({ ...run, onTraceLine });
  const last = lines.slice(-wantedLines);
  return { lines: last, droppedLines: droppedLines + lines.length - last.length, traceHash };
}
