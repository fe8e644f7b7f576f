// The clients of a run: one connection per thread, opened on demand to the node of the thread's process.
// Process p of thread t talks to one node for life; the process that follows it takes the next node.

import type { Workload } from '../../workloads/workload.ts';
import type { PlacedInvocation } from '../generator/step.ts';
import type { Process } from '../history/operation.ts';
import { type NodeName, type SqlConnection, StatementError, type World } from '../worlds/world.ts';
import type { Worker, WorkerAnswer } from './interpreter.ts';

const maximumConnectMs = 5_000;
const workerGraceMs = 1_000;
/** A refused connection answers at once; the pause keeps clients of a dead node from using up the rate. */
const pauseAfterFailedConnectMs = 300;

export interface ClientWorkerOptions {
  readonly world: World;
  readonly workload: Workload;
  readonly clients: number;
  readonly operationTimeoutMs: number;
  /** True: thread t always talks to node t mod n, whichever process it plays, so that every node is asked. */
  readonly fixedNodes: boolean;
}

/** Workers with connections to let go of at the end. */
export interface ClientWorker extends Worker {
  close(): void;
}

interface Slot {
  readonly process: Process;
  readonly node: NodeName;
  connection: WatchedConnection | null;
  abandoned: boolean;
}

export function createClientWorker(options: ClientWorkerOptions): ClientWorker {
  const { world, workload, operationTimeoutMs } = options;
  const slots = new Map<Process, Slot>();
  const connectMs = Math.min(operationTimeoutMs, maximumConnectMs);

  function nodeOf(thread: Process, process: Process): NodeName {
    const generation = options.fixedNodes ? 0 : Math.floor(Number(process) / options.clients);
    return world.nodes[(Number(thread) + generation) % world.nodes.length] as NodeName;
  }

  function drop(thread: Process): void {
    const slot = slots.get(thread);
    if (slot === undefined) return;
    slots.delete(thread);
    slot.abandoned = true;
    slot.connection?.close();
  }

  function slotOf(thread: Process, process: Process): Slot {
    const existing = slots.get(thread);
    if (existing?.process === process) return existing;
    drop(thread);
    const slot: Slot = { process, node: nodeOf(thread, process), connection: null, abandoned: false };
    slots.set(thread, slot);
    return slot;
  }

  async function perform(thread: Process, invocation: PlacedInvocation): Promise<WorkerAnswer> {
    const slot = slotOf(thread, invocation.process);
    const connection = slot.connection ?? (await connect(slot));
    // Nothing was sent, so the operation certainly did not happen.
    if (typeof connection === 'string') return { type: 'fail', value: invocation.value, error: connection };
    const completion = await workload.invoke(connection, invocation, operationTimeoutMs);
    if (completion.type === 'info' || connection.broken()) {
      connection.close();
      if (slot.connection === connection) slot.connection = null;
    }
    return completion;
  }

  /** A connection, or why there is none. */
  async function connect(slot: Slot): Promise<WatchedConnection | string> {
    try {
      const connection = watch(await world.connect(slot.node, connectMs));
      if (slot.abandoned) {
        connection.close();
        return 'given up while connecting';
      }
      slot.connection = connection;
      return connection;
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      await world.clock.sleep(pauseAfterFailedConnectMs);
      return `no connection: ${error.message}`;
    }
  }

  return {
    nodeOf,
    perform,
    patienceMs: () => connectMs + pauseAfterFailedConnectMs + operationTimeoutMs + workerGraceMs,
    abandon(thread, invocation) {
      drop(thread);
      return invocation.value;
    },
    close: () => [...slots.keys()].forEach(drop),
  };
}

interface WatchedConnection extends SqlConnection {
  /** True once a statement ended without an answer from the database: the connection is of no more use. */
  broken(): boolean;
}

function watch(connection: SqlConnection): WatchedConnection {
  let broken = false;
  return {
    broken: () => broken,
    close: () => connection.close(),
    async query(sql, parameters, timeoutMs) {
      try {
        return await connection.query(sql, parameters, timeoutMs);
      } catch (error) {
        if (!(error instanceof StatementError) || error.code === null) broken = true;
        throw error;
      }
    },
  };
}
