// Carries a plan out in a world: set-up, load with faults, healing, settling, final reads. Whatever goes wrong on the
// way, the faults are healed and the outcome is reported; nothing here rejects.

import type { FaultPackage } from '../../nemesis/fault.ts';
import type { Workload } from '../../workloads/workload.ts';
import { timeLimit } from '../generator/bounds.ts';
import { any } from '../generator/choice.ts';
import type { Generator } from '../generator/generator.ts';
import { stagger } from '../generator/pace.ts';
import { clients, nemesis } from '../generator/threads.ts';
import type { Journal } from '../history/journal.ts';
import type { Plan } from '../plan/plan.ts';
import { createRandomStream } from '../random/stream.ts';
import type { FaultRecord, PhaseName, PhaseRecord } from '../store/results.ts';
import type { World } from '../worlds/world.ts';
import { createClientWorker } from './client-worker.ts';
import { type Crash, crashOf } from './crash.ts';
import { createFaultTracker } from './fault-records.ts';
import { heal } from './heal.ts';
import { type InterpreterEnd, interpret, type Worker } from './interpreter.ts';
import { createNemesisWorker } from './nemesis-worker.ts';
import { type Progress, startProgress } from './progress.ts';
import { createRecorder } from './recorder.ts';
import { settle } from './settle.ts';
import { setUp } from './setup.ts';
import { type Counts, createTally } from './tally.ts';

const setupTimeoutMs = 60_000;
const faultTimeoutMs = 30_000;
const finalTimeoutMs = 60_000;
const abortGraceMs = 1_000;
const interruptedSettleMs = 2_000;
/** The time limit is the generator's; this much later the load is ended from outside. */
const loadGraceMs = 60_000;

export interface RunPlanOptions {
  readonly world: World;
  readonly workload: Workload;
  readonly faults: readonly FaultPackage[];
  readonly plan: Plan;
  /** Stays open: closing it is the caller's business. */
  readonly journal: Journal;
  readonly onProgress?: (progress: Progress) => void;
  /** Lines for the run's log. */
  readonly onLog?: (line: string) => void;
  /** Interrupts the run: the load stops, the faults are healed, final reads are skipped. */
  readonly signal?: AbortSignal;
}

/** What a run was, apart from its history. */
export interface RunSummary {
  readonly phases: readonly PhaseRecord[];
  readonly counts: Counts;
  readonly countsByF: Readonly<Record<string, Counts>>;
  readonly faults: readonly FaultRecord[];
  /** Ms from healing until every node served; `null` where they did not. */
  readonly settleMs: number | null;
  readonly interrupted: boolean;
  readonly crash: Crash | null;
  /** Why the run does not count, one sentence each; empty for a run that went as planned. */
  readonly problems: readonly string[];
}

/** Runs a plan to its end; never rejects. */
export async function runPlan(options: RunPlanOptions): Promise<RunSummary> {
  const { world, workload, plan } = options;
  const signal = options.signal ?? new AbortController().signal;
  const onLog = options.onLog ?? (() => undefined);
  const tally = createTally();
  const faults = createFaultTracker(options.faults);
  const recorder = createRecorder(world.clock, options.journal, (operation) => {
    tally.add(operation);
    faults.add(operation);
  });
  const phases: PhaseRecord[] = [];
  const problems: string[] = [];
  let phaseNow: PhaseName = 'setup';
  let crash: Crash | null = null;
  let journalFailed = false;
  let settleMs: number | null = null;
  let highestProcess = -1;

  async function phase<T>(name: PhaseName, body: () => Promise<T>): Promise<T | null> {
    phaseNow = name;
    const startNs = recorder.now();
    onLog(`phase ${name}`);
    try {
      return await body();
    } catch (error) {
      crash ??= crashOf(name, error);
      return null;
    } finally {
      phases.push({ name, startNs, endNs: recorder.now() });
    }
  }

  function note(end: InterpreterEnd | null, deadlineProblem: string): void {
    if (end?.kind === 'crash') crash ??= end.crash;
    if (end?.kind === 'deadline') problems.push(deadlineProblem);
    if (end?.kind === 'journal') {
      problems.push(end.message);
      journalFailed = true;
    }
  }

  /** Runs one generator on client threads, with or without the nemesis beside them. */
  async function drive(generator: Generator, threads: number, final: boolean, deadlineMs: number) {
    const firstProcess = final ? threads * Math.ceil((highestProcess + 1) / threads) : 0;
    const client = createClientWorker({
      world,
      workload,
      clients: threads,
      operationTimeoutMs: plan.operationTimeoutMs,
      fixedNodes: final,
    });
    const nemesisWorker = createNemesisWorker(world, options.faults, faultTimeoutMs);
    const workerOf = (thread: unknown): Worker => (thread === 'nemesis' ? nemesisWorker : client);
    try {
      return await interpret({
        clock: world.clock,
        recorder,
        generator,
        clients: threads,
        withNemesis: !final,
        firstProcess,
        deadlineMs,
        abortGraceMs,
        signal,
        onLog,
        worker: {
          nodeOf(thread, process) {
            if (process !== 'nemesis') highestProcess = Math.max(highestProcess, process);
            return workerOf(thread).nodeOf(thread, process);
          },
          perform: (thread, invocation) => workerOf(thread).perform(thread, invocation),
          patienceMs: (thread) => workerOf(thread).patienceMs(thread),
          abandon: (thread, invocation) => workerOf(thread).abandon(thread, invocation),
        },
      });
    } finally {
      client.close();
    }
  }

  const stopProgress = startProgress({
    world,
    phase: () => phaseNow,
    tally,
    faults,
    onProgress: options.onProgress ?? (() => undefined),
  });
  const refused = await phase('setup', () => setUp(world, workload, setupTimeoutMs, signal));
  if (refused !== null && !signal.aborted) problems.push(refused);
  if (crash === null && refused === null && !signal.aborted) {
    const deadlineMs = plan.timeSeconds * 1000 + loadGraceMs;
    const end = await phase('load', () => drive(load(options), plan.concurrency, false, deadlineMs));
    note(end, `The load did not end within ${loadGraceMs / 1000} s after its time.`);
  }
  const healing = await phase('heal', () => heal(world, options.faults, recorder, onLog));
  problems.push(...(healing?.problems ?? []));
  crash ??= healing?.crash ?? null;
  const settleTimeoutMs = plan.settleSeconds * 1000;
  const settling = await phase('settle', () =>
    settle(world, signal.aborted ? Math.min(interruptedSettleMs, settleTimeoutMs) : settleTimeoutMs),
  );
  if (settling?.settled === true) settleMs = settling.durationMs;
  else if (!signal.aborted) problems.push(notSettled(plan, settling?.unsettledNodes ?? world.nodes));
  if (crash === null && refused === null && !journalFailed && !signal.aborted) {
    const generator = workload.final();
    if (generator !== null) {
      const threads = Math.max(plan.concurrency, world.nodes.length);
      const end = await phase('final', () => drive(clients(generator), threads, true, finalTimeoutMs));
      note(end, `The final reads did not end within ${finalTimeoutMs / 1000} s.`);
    }
  }
  stopProgress();
  return {
    phases,
    counts: tally.counts(),
    countsByF: tally.countsByF(),
    faults: faults.records(),
    settleMs,
    interrupted: signal.aborted,
    crash,
    problems,
  };
}

function load({ plan, workload, faults }: RunPlanOptions): Generator {
  const timeMs = plan.timeSeconds * 1000;
  const pace = createRandomStream(plan.seed).fork('pace');
  const schedules = faults.map((faultPackage) => faultPackage.schedule());
  return any([
    clients(timeLimit(timeMs, stagger(plan.ratePerSecond, pace, workload.load()))),
    nemesis(timeLimit(timeMs, any(schedules))),
  ]);
}

function notSettled(plan: Plan, nodes: readonly string[]): string {
  return `After healing, ${nodes.join(', ')} did not serve again within ${plan.settleSeconds} s.`;
}
