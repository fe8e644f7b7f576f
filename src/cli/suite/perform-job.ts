// One attempt of a job of a suite, in whatever world, and the line it leaves in the journal.

import { basename } from 'node:path';
import type { SimulatorPool } from '../../batch/pool.ts';
import { speaksAgainst } from '../../batch/violation-class.ts';
import type { Plan } from '../../plan/plan.ts';
import type { SuiteJob } from '../../plan/suite/suite-jobs.ts';
import { progressText } from '../../report/live.ts';
import { plainScreen, quietScreen, type Screen } from '../../report/screen.ts';
import { exitCodes } from '../../runner/exit-code.ts';
import { figuresOf } from '../../store/figures.ts';
import type { JobRecord, Suite } from '../../store/suite.ts';
import { CommandFailure } from '../failure.ts';
import type { Interrupts } from '../interrupts.ts';
import { checkerBudget } from '../judge-history.ts';
import { performRun } from '../perform-run.ts';
import { modulesOf, type PlanBuilds } from '../plan-builds.ts';
import { savePageOf } from '../run-page.ts';
import { keptTraceLines, recordOf, saveSeed } from '../seed-record.ts';
import type { ChosenWorld } from '../worlds.ts';
import type { SuiteWatch } from './watch-suite.ts';

export interface JobTools {
  readonly suite: Suite;
  readonly pool: SimulatorPool;
  readonly worlds: ReadonlyMap<Plan['world'], ChosenWorld>;
  readonly buildsOf: (plan: Plan) => PlanBuilds;
  readonly screen: Screen;
  readonly interrupts: Interrupts;
  readonly watch: Pick<SuiteWatch, 'begun' | 'doing'>;
  /** Ms that the suite has been running, over all resumptions. */
  readonly suiteMs: () => number;
}

/** Runs of a suite that are kept whole; all others are a line, which is enough to run them again. */
const savedRunsLimit = 50;
const noCounts = { invoked: 0, ok: 0, fail: 0, info: 0 };

/** What an attempt came to, without when and how long. */
type Came = Omit<JobRecord, 'job' | 'attempt' | 'startedAt' | 'wallMs' | 'suiteMs'>;

/** Makes the function that carries out a job. */
export function createPerformer(tools: JobTools): (job: SuiteJob, attempt: number) => Promise<JobRecord> {
  let saved = 0;
  const mayKeep = (): boolean => saved < savedRunsLimit;
  return async (job, attempt) => {
    const startedAt = new Date();
    const startMs = performance.now();
    tools.watch.begun(job, attempt);
    const came = await (job.plan.world === 'sim' ? simulated(job.plan, tools, mayKeep) : real(job, tools));
    if (came.run !== null) saved += 1;
    return {
      ...came,
      job: job.id,
      attempt,
      startedAt: startedAt.toISOString(),
      wallMs: Math.round(performance.now() - startMs),
      suiteMs: Math.round(tools.suiteMs()),
    };
  };
}

async function simulated(
  plan: Plan,
  { pool, buildsOf, interrupts, screen }: JobTools,
  mayKeep: () => boolean,
): Promise<Came> {
  const builds = buildsOf(plan);
  const end = await pool.run({
    plan,
    ...modulesOf(builds),
    budget: checkerBudget(plan),
    keep: mayKeep() ? 'failing' : 'never',
    traceLines: keptTraceLines,
  });
  if (interrupts.signal.aborted) return interrupted();
  const run = await saveSeed(plan, end, builds);
  if (run !== null) await savePageOf(run, screen);
  const record = recordOf(plan, end, run);
  const { outcome, exitCode, violations, reason, traceHash, conditions } = record;
  return {
    ...{ outcome, exitCode, violations, reason, traceHash, conditions, run },
    classes: record.classes ?? [],
    figures: record.figures ?? null,
    counts: end.kind === 'done' ? end.result.results.counts : noCounts,
  };
}

/** On a terminal the suite's own screen is what moves, and tells of the run in a line. */
async function real(job: SuiteJob, { worlds, screen, interrupts, watch }: JobTools): Promise<Came> {
  const { plan } = job;
  let run: string | null = null;
  const onSaved = (directory: string): void => void (run = `${plan.name}/${basename(directory)}`);
  try {
    const world = worlds.get(plan.world) as ChosenWorld;
    const results = await performRun({
      ...{ plan, world, commit: null, interrupts, onSaved },
      screen: screen.live ? quietScreen(screen) : screen,
      onProgress: (progress) => watch.doing(job, progressText(progress, plan, plainScreen)),
    });
    return {
      outcome: results.outcome,
      exitCode: results.exitCode,
      ...speaksAgainst(results),
      traceHash: null,
      conditions: {},
      counts: results.counts,
      figures: figuresOf(results),
      run,
    };
  } catch (error) {
    if (interrupts.signal.aborted) return interrupted();
    if (!(error instanceof CommandFailure)) throw error;
    return { ...interrupted(), outcome: 'lost', exitCode: error.exitCode, reason: error.message };
  }
}

function interrupted(): Came {
  return {
    outcome: 'interrupted',
    exitCode: exitCodes.interrupted,
    violations: [],
    reason: 'Interrupted.',
    traceHash: null,
    conditions: {},
    counts: noCounts,
    classes: [],
    figures: null,
    run: null,
  };
}
