// Carries a plan out in a world: set-up, load with faults, healing, settling, final reads. Whatever goes wrong on the
// way, the faults are healed and the outcome is reported; nothing here rejects. In the simulated world a majority alone
// is healed first and must get on; and a promise that was found broken ends the run there, with everything as it was.

import type { Verdict } from '../checkers/checker.ts';
import { clients } from '../generator/threads.ts';
import type { FaultRecord, PhaseRecord } from '../store/results.ts';
import type { Crash } from './crash.ts';
import { drive } from './drive.ts';
import { heal } from './heal.ts';
import { loadGenerator, longestLoadMs } from './load-generator.ts';
import { placeOf } from './place-losses.ts';
import { startProgress } from './progress.ts';
import { createRunState, type RunPlanOptions, type RunState } from './run-state.ts';
import { type Settling, settle } from './settle.ts';
import { setUp } from './setup.ts';
import type { Counts } from './tally.ts';

const setupTimeoutMs = 60_000;
const finalTimeoutMs = 60_000;
const interruptedSettleMs = 2_000;
/** The time limit is the generator's; this much later the load is ended from outside. */
const loadGraceMs = 60_000;

/** What a run was, apart from its history. */
export interface RunSummary {
  readonly phases: readonly PhaseRecord[];
  readonly counts: Counts;
  readonly countsByF: Readonly<Record<string, Counts>>;
  readonly faults: readonly FaultRecord[];
  /** Ms from healing until every node served the same state; `null` where they did not. */
  readonly settleMs: number | null;
  /** Whether the cluster came back after healing, as a verdict; `null` where that was not awaited to the end. */
  readonly recovery: Verdict | null;
  readonly interrupted: boolean;
  /** The violation for which the load was ended, where the plan asks for that. */
  readonly stoppedEarly?: string;
  readonly crash: Crash | null;
  /** What the place of the run lost, one sentence each; absent in the simulated world. */
  readonly losses?: readonly string[];
  /** Ms for which the harness stood still without being lost for it; absent where it did not. */
  readonly pausedMs?: number;
  /** Why the run does not count, one sentence each; empty for a run that went as planned. */
  readonly problems: readonly string[];
}

/** Runs a plan to its end; never rejects. */
export async function runPlan(options: RunPlanOptions): Promise<RunSummary> {
  const run = createRunState(options);
  const { world, onProgress = () => undefined } = options;
  const { tally, faults } = run;
  const stopProgress = startProgress({
    world,
    phase: () => run.phaseNow(),
    tally,
    faults,
    violation: () => run.seenViolation(),
    onProgress,
  });
  const ready = await setUpPhase(run);
  const highestProcess = ready ? await loadPhase(run) : -1;
  if (ready && run.mayGoOn()) await livenessPhase(run);
  await lookAtPlace(run, null);
  const settling = isBroken(run) || run.lostSignal.aborted ? null : await healAndSettle(run);
  if (ready && run.mayGoOn() && !isBroken(run)) await finalPhase(run, highestProcess);
  await lookAtPlace(run, settling);
  stopProgress();
  // Whatever the harness met with in a place that was gone is a consequence, and in the log.
  const isLost = run.lostSignal.aborted;
  return {
    phases: run.phases,
    counts: tally.counts(),
    countsByF: tally.countsByF(),
    faults: faults.records(),
    settleMs: settling?.settled === true ? settling.durationMs : null,
    recovery: recoveryOf(run, settling),
    interrupted: run.signal.aborted,
    ...stoppedEarlyOf(run),
    crash: isLost ? null : run.crash(),
    ...placeOf(world),
    problems: isLost ? run.journalProblems() : [...run.problems],
  };
}

/** In the simulated world there is nothing to look at, nor a turn of the event loop for it. */
async function lookAtPlace(
  { options, signal, finalAnswers }: RunState,
  settling: Settling | null,
): Promise<void> {
  const { place } = options.world;
  if (place === undefined) return;
  const isDoubtful = !signal.aborted && (settling?.settled === false || finalAnswers.silent().length > 0);
  await (isDoubtful ? place.examine() : place.look());
}

function stoppedEarlyOf(run: RunState): Pick<RunSummary, 'stoppedEarly'> {
  const stoppedEarly = run.stoppedEarly();
  return stoppedEarly === null ? {} : { stoppedEarly };
}

async function setUpPhase(run: RunState): Promise<boolean> {
  const { world, workload } = run.options;
  const refused = await run.phase('setup', () =>
    setUp(world, workload, setupTimeoutMs, AbortSignal.any([run.signal, run.lostSignal])),
  );
  if (refused !== null && !run.signal.aborted) run.addProblem(refused);
  return refused === null && run.mayGoOn();
}

/** Answers the highest process number that took part. */
async function loadPhase(run: RunState): Promise<number> {
  const { plan } = run.options;
  const driven = await run.phase('load', () =>
    drive(run, {
      generator: loadGenerator(run.options),
      clients: plan.concurrency,
      withNemesis: true,
      firstProcess: 0,
      fixedNodes: false,
      deadlineMs: longestLoadMs(plan) + loadGraceMs,
      signal: run.loadSignal,
    }),
  );
  run.noteEnd(driven?.end ?? null, `The load did not end within ${loadGraceMs / 1000} s after its time.`);
  return driven?.highestProcess ?? -1;
}

function isBroken({ options }: RunState): boolean {
  return (options.world.simulated?.violation() ?? null) !== null;
}

async function livenessPhase(run: RunState): Promise<void> {
  const { world, plan } = run.options;
  const { simulated } = world;
  if (simulated !== undefined)
    await run.phase('liveness', () => simulated.checkLiveness(plan.settleSeconds * 1000));
}

async function healAndSettle(run: RunState): Promise<Settling | null> {
  await healPhase(run);
  return isBroken(run) || run.lostSignal.aborted ? null : settlePhase(run);
}

async function healPhase(run: RunState): Promise<void> {
  const { world, faults } = run.options;
  const healing = await run.phase('heal', () => heal(world, faults, run));
  for (const problem of healing?.problems ?? []) run.addProblem(problem);
  if (healing !== null && healing.crash !== null) run.addCrash(healing.crash);
}

function settlePhase(run: RunState): Promise<Settling | null> {
  const { world, plan } = run.options;
  const fullMs = plan.settleSeconds * 1000;
  const timeoutMs = (): number => (run.signal.aborted ? Math.min(interruptedSettleMs, fullMs) : fullMs);
  return run.phase('settle', () => settle(world, timeoutMs, run.lostSignal));
}

/**
 * A cluster that stays down, replicas that stay apart, or a node that answers nobody, with every fault gone, has broken a promise,
 * whatever its history says.
 */
function recoveryOf(run: RunState, settling: Settling | null): Verdict | null {
  if (run.lostSignal.aborted) return recoveryNotAsked(run);
  if (settling === null || run.signal.aborted || isBroken(run)) return null;
  const { settled, unsettledNodes, durationMs, problem, timedOut } = settling;
  const inTime = timedOut ? ` within ${run.options.plan.settleSeconds} s` : '';
  const silent = run.finalAnswers.silent();
  const failures = [
    ...(settled ? [] : [`After every fault was healed, ${problem}${inTime}.`]),
    ...silent.map(
      ({ node, attempts }) =>
        `After the cluster had settled, ${node} answered none of ${attempts} operations.`,
    ),
  ];
  return {
    checker: 'recovery',
    valid: failures.length === 0,
    reason: failures.join(' '),
    witnesses: [],
    details: { durationMs, unsettledNodes, silentNodes: silent.map(({ node }) => node) },
  };
}

function recoveryNotAsked({ options }: RunState): Verdict {
  const reason = `Not checked: ${placeOf(options.world).losses?.[0] ?? ''}`;
  return { checker: 'recovery', valid: 'unknown', reason, witnesses: [], details: {} };
}

/** As many threads as nodes at least, each fixed to its node, so that a read on every thread is one on every node. */
async function finalPhase(run: RunState, highestProcess: number): Promise<void> {
  const { world, workload, plan } = run.options;
  const threads = Math.max(plan.concurrency, world.nodes.length);
  await run.phase('final', async () => {
    const generator = workload.final();
    if (generator === null) return;
    const { end } = await drive(run, {
      generator: clients(generator),
      clients: threads,
      withNemesis: false,
      // Process numbers are never used twice in a history.
      firstProcess: threads * Math.ceil((highestProcess + 1) / threads),
      fixedNodes: true,
      deadlineMs: finalTimeoutMs,
      signal: AbortSignal.any([run.signal, run.lostSignal]),
    });
    run.noteEnd(end, `The final reads did not end within ${finalTimeoutMs / 1000} s.`);
  });
}
