// One run as it is handed to a thread, and what comes back: plain data both ways.

import { getHeapStatistics } from 'node:v8';
import type { Budget } from '../checkers/checker.ts';
import type { Operation } from '../history/operation.ts';
import type { Plan } from '../plan/plan.ts';
import type { ProgressRecord } from '../store/progress.ts';
import type { HostState } from '../worlds/sim/host-state.ts';
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
  /** See `RunSimulatedOptions`. */
  readonly stopAtMs?: number;
  readonly endlessStep?: number;
  readonly endlessStart?: number;
  readonly turnEachEvent?: boolean;
  /** The run was given up for its memory, at `endlessStep`: whether one event takes it is to be found out. */
  readonly ranOutOfMemory?: boolean;
  /** What is told while it runs. */
  readonly tells?: readonly News['kind'][];
  /** Keeps the disks as well. */
  readonly keepData?: boolean;
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
  /** How each host stood at `stopAtMs`, or at the end; absent where that was not asked. */
  readonly hosts?: readonly HostState[];
  /** `null` where it was not to be kept. */
  readonly kept: KeptRun | null;
}

export interface KeptRun {
  readonly history: readonly Operation[];
  readonly progress: readonly ProgressRecord[];
  readonly nodeLogs: readonly { readonly node: string; readonly text: string }[];
  readonly trace: KeptTrace | null;
  /** Durable files of each node's disk; empty where they were not to be kept. */
  readonly nodeData: readonly { readonly node: string; readonly files: ReadonlyMap<string, Uint8Array> }[];
}

/** What a run says while it is under way. */
export type News =
  | { readonly kind: 'progress'; readonly progress: ProgressRecord }
  | { readonly kind: 'log'; readonly line: string }
  /** Many at a time. */
  | { readonly kind: 'trace'; readonly lines: readonly string[] };

/** What ties a job to the thread that it runs in. */
export interface ThreadTies {
  readonly heartbeat?: Int32Array;
  readonly tell?: (news: News) => void;
  readonly signal?: AbortSignal;
}

const traceLinesAtOnce = 10_000;
/** Of the memory of a thread, what may be taken before an event that is said to take all of it. */
const heapShareBefore = 0.5;

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
  { heartbeat, tell = () => undefined, signal }: ThreadTies = {},
): Promise<JobResult> {
  const { plan, budget, knobs, reseed, judgePersisted, stopAtMs, turnEachEvent } = job;
  const { endlessStep, endlessStart } = job;
  const tells = (kind: News['kind']): boolean => job.tells?.includes(kind) === true;
  const trace = collectTrace(tells('trace') ? tell : null, endlessStep !== undefined);
  const run = {
    ...options,
    plan,
    budget,
    ...(knobs === undefined ? {} : { knobs }),
    ...(reseed === undefined ? {} : { reseed }),
    ...(judgePersisted === undefined ? {} : { judgePersisted }),
    ...(stopAtMs === undefined ? {} : { stopAtMs }),
    ...(endlessStep === undefined ? {} : { endlessStep }),
    ...(endlessStart === undefined ? {} : { endlessStart }),
    ...(turnEachEvent === undefined ? {} : { turnEachEvent }),
    ...(heartbeat === undefined ? {} : { heartbeat }),
    ...(signal === undefined ? {} : { signal }),
  };
  const result = await runSimulated({
    ...run,
    ...(tells('progress') ? { onProgress: (progress) => tell({ kind: 'progress', progress }) } : {}),
    ...(tells('log') ? { onLog: (line) => tell({ kind: 'log', line }) } : {}),
    ...(trace === null ? {} : { onTraceLine: trace.add }),
  });
  trace?.flush();
  if (job.ranOutOfMemory === true) requireRoom();
  const { results, traceHash, wallMs, simulatedMs, events, violation } = result;
  const wanted = job.keep === 'always' || (job.keep === 'failing' && results.outcome !== 'valid');
  const kept = wanted ? await keep(result, run, job) : null;
  const hosts = job.keepData === true ? { hosts: result.hosts } : {};
  return { results, traceHash, wallMs, simulatedMs, events, violation, kept, ...hosts };
}

/**
 * Takes the lines of a trace; `null` where nobody asks for them.
 * @param isDescribed events are to be described although nobody takes the lines
 */
function collectTrace(tell: ThreadTies['tell'] | null, isDescribed: boolean) {
  if (tell === null || tell === undefined)
    return isDescribed ? { add: () => undefined, flush: () => undefined } : null;
  let lines: string[] = [];
  const flush = (): void => {
    tell({ kind: 'trace', lines });
    lines = [];
  };
  const add = (line: string): void => {
    lines.push(line);
    if (lines.length === traceLinesAtOnce) flush();
  };
  return { add, flush };
}

/** @throws {Error} where the memory was taken before the last event, which is then not to blame */
function requireRoom(): void {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  if (used > limit * heapShareBefore)
    throw new Error(`it needs more memory than the ${Math.round(limit / 2 ** 20)} MiB of its thread`);
}

async function keep(
  { history, nodeLogs, nodeData, progress }: SimulatedRunResult,
  run: RunSimulatedOptions,
  { traceLines = 0, keepData = false }: SimulatedJob,
): Promise<KeptRun> {
  return {
    history,
    progress,
    nodeLogs: nodeLogs.map(({ node, text }) => ({ node, text: text() })),
    trace: traceLines === 0 ? null : await traceAgain(run, traceLines),
    nodeData: keepData ? nodeData.map(({ node, files }) => ({ node, files: files() })) : [],
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
