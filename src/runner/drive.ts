// Runs one generator in a phase: client threads, and where asked the nemesis thread beside them.

import type { Generator } from '../generator/generator.ts';
import type { Process } from '../history/operation.ts';
import { createClientWorker } from './client-worker.ts';
import { type InterpreterEnd, interpret, type Worker } from './interpreter.ts';
import { createNemesisWorker } from './nemesis-worker.ts';
import type { RunState } from './run-state.ts';

const faultTimeoutMs = 30_000;
const clientAbortGraceMs = 1_000;
/** A fault half injected would come after the healing: better to wait for it. */
const nemesisAbortGraceMs = 10_000;

export interface DriveOptions {
  readonly generator: Generator;
  /** Number of client threads. */
  readonly clients: number;
  readonly withNemesis: boolean;
  readonly firstProcess: number;
  /** Thread t stays on node t mod n whichever process it plays. */
  readonly fixedNodes: boolean;
  readonly deadlineMs: number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What happened, and the highest process number that took part (-1 for none). */
export interface Driven {
  readonly end: InterpreterEnd;
  readonly highestProcess: number;
}

/** @throws {Error} when the fault packages do not fit together */
export async function drive(run: RunState, options: DriveOptions): Promise<Driven> {
  const { world, workload, plan, faults } = run.options;
  const { operationTimeoutMs } = plan;
  const { clients, fixedNodes } = options;
  const client = createClientWorker({ world, workload, clients, operationTimeoutMs, fixedNodes });
  const { recorder, onLog } = run;
  const injector = createNemesisWorker({ world, packages: faults, recorder, timeoutMs: faultTimeoutMs });
  const workerOf = (thread: unknown): Worker => (thread === 'nemesis' ? injector : client);
  let highestProcess = -1;
  const worker: Worker = {
    nodeOf(thread, process) {
      if (process !== 'nemesis') highestProcess = Math.max(highestProcess, process);
      return workerOf(thread).nodeOf(thread, process);
    },
    perform: (thread, invocation) => workerOf(thread).perform(thread, invocation),
    patienceMs: (thread) => workerOf(thread).patienceMs(thread),
    abandon: (thread, invocation) => workerOf(thread).abandon(thread, invocation),
  };
  // Where the place is lost there is no healing to come before.
  const abortGraceMs = (thread: Process): number =>
    thread === 'nemesis' && !run.lostSignal.aborted ? nemesisAbortGraceMs : clientAbortGraceMs;
  const end = await interpret({
    ...options,
    clock: world.clock,
    recorder,
    worker,
    abortGraceMs,
    onLog,
  });
  client.close();
  return { end, highestProcess };
}
