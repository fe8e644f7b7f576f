// What the phases of one run share: its recorder, what was counted, and everything that went wrong.

import type { FaultPackage } from '../../nemesis/fault.ts';
import type { Workload } from '../../workloads/workload.ts';
import type { Journal } from '../history/journal.ts';
import type { Operation } from '../history/operation.ts';
import type { Plan } from '../plan/plan.ts';
import type { ProgressRecord } from '../store/progress.ts';
import type { PhaseName, PhaseRecord } from '../store/results.ts';
import type { World } from '../worlds/world.ts';
import { type Crash, crashOf } from './crash.ts';
import { createFaultTracker, type FaultTracker } from './fault-records.ts';
import { createFinalAnswers, type FinalAnswers } from './final-answers.ts';
import type { InterpreterEnd } from './interpreter.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { createTally, type Tally } from './tally.ts';

export interface RunPlanOptions {
  readonly world: World;
  readonly workload: Workload;
  readonly faults: readonly FaultPackage[];
  readonly plan: Plan;
  /** Stays open: closing it is the caller's business. */
  readonly journal: Journal;
  readonly onProgress?: (progress: ProgressRecord) => void;
  /** Lines for the run's log. */
  readonly onLog?: (line: string) => void;
  /** Interrupts the run: the load stops, the faults are healed, final reads are skipped. */
  readonly signal?: AbortSignal;
}

export interface RunState {
  readonly options: RunPlanOptions;
  readonly signal: AbortSignal;
  /** Ends the load, and nothing else. */
  readonly loadSignal: AbortSignal;
  /** Aborted when the place of the run has lost something: nothing more is asked of the cluster then. */
  readonly lostSignal: AbortSignal;
  readonly recorder: Recorder;
  readonly tally: Tally;
  readonly faults: FaultTracker;
  readonly finalAnswers: FinalAnswers;
  readonly phases: readonly PhaseRecord[];
  readonly problems: ReadonlySet<string>;
  readonly onLog: (line: string) => void;
  phaseNow(): PhaseName;
  /** The violation the load was ended for; `null` where it was not. */
  stoppedEarly(): string | null;
  /** A violation seen while the load is under way, whether or not the load ends for it. */
  seenViolation(): string | null;
  crash(): Crash | null;
  /** True while nothing has happened that forbids more operations on the cluster. */
  mayGoOn(): boolean;
  /** Runs one phase and notes its times; what it throws is a crash, and the answer `null`. */
  phase<T>(name: PhaseName, body: () => Promise<T>): Promise<T | null>;
  addProblem(problem: string): void;
  addCrash(crash: Crash): void;
  /** Those of the problems that say why the history ends before the run did. */
  journalProblems(): readonly string[];
  /** Takes note of why a generator ended; `deadlineProblem` is the sentence for one that did not. */
  noteEnd(end: InterpreterEnd | null, deadlineProblem: string): void;
}

export function createRunState(options: RunPlanOptions): RunState {
  const signal = options.signal ?? new AbortController().signal;
  const onLog = options.onLog ?? (() => undefined);
  const tally = createTally();
  const faults = createFaultTracker(options.faults);
  const finalAnswers = createFinalAnswers();
  const recorder = createRecorder(options.world.clock, options.journal, (operation) => {
    tally.add(operation);
    faults.add(operation);
    if (phaseNow === 'final') finalAnswers.add(operation);
    watch(operation);
  });
  const phases: PhaseRecord[] = [];
  const problems = new Set<string>();
  const lostSignal = options.world.place?.signal ?? new AbortController().signal;
  const stopsEarly = options.plan.stopEarly === true;
  // A simulated run is over before anybody could read it.
  const watches = stopsEarly || options.world.simulated === undefined;
  const watcher = watches ? (options.workload.watch?.() ?? null) : null;
  const loadStop = new AbortController();
  let seen: string | null = null;
  let phaseNow: PhaseName = 'setup';
  let crash: Crash | null = null;
  let journalProblem: string | null = null;

  function watch(operation: Operation): void {
    if (watcher === null || seen !== null || phaseNow !== 'load') return;
    seen = watcher.add(operation);
    if (seen === null) return;
    onLog(stopsEarly ? `the load ends early: ${seen}` : `a violation is seen: ${seen}`);
    if (stopsEarly) loadStop.abort(new Error(seen));
  }

  function addCrash(found: Crash): void {
    crash ??= found;
    onLog(`crash in ${found.where}: ${found.message}`);
  }

  function addProblem(problem: string): void {
    problems.add(problem);
    onLog(problem);
  }

  return {
    options,
    signal,
    loadSignal: AbortSignal.any([signal, loadStop.signal, lostSignal]),
    lostSignal,
    recorder,
    tally,
    faults,
    finalAnswers,
    phases,
    problems,
    onLog,
    addCrash,
    addProblem,
    journalProblems: () => (journalProblem === null ? [] : [journalProblem]),
    phaseNow: () => phaseNow,
    stoppedEarly: () => (stopsEarly ? seen : null),
    seenViolation: () => options.world.simulated?.violation()?.message ?? seen,
    crash: () => crash,
    mayGoOn: () => crash === null && journalProblem === null && !signal.aborted && !lostSignal.aborted,
    async phase(name, body) {
      phaseNow = name;
      onLog(`phase ${name}`);
      const startNs = recorder.now();
      try {
        return await body();
      } catch (error) {
        addCrash(crashOf(`phase ${name}`, error));
        return null;
      } finally {
        phases.push({ name, startNs, endNs: recorder.now() });
      }
    },
    noteEnd(end, deadlineProblem) {
      if (end?.kind === 'crash') addCrash(end.crash);
      if (end?.kind === 'deadline') addProblem(deadlineProblem);
      if (end?.kind !== 'journal') return;
      addProblem(end.message);
      journalProblem = end.message;
    },
  };
}
