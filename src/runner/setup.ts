// The first phase: the workload makes its schema, on whichever node takes it.

import type { Workload } from '../../workloads/workload.ts';
import { type NodeName, StatementError, type World } from '../worlds/world.ts';
import { TimeoutError, within } from './bounded.ts';

const attemptTimeoutMs = 5_000;
const pauseMs = 200;

/**
 * Runs `workload.setup` until it succeeds, one node after the other.
 * @returns why it never did, or `null`
 * @throws whatever else than a database error the workload throws: a crash
 */
export async function setUp(
  world: World,
  workload: Workload,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string | null> {
  const endNs = world.clock.nowNs() + timeoutMs * 1e6;
  let reason = 'there was no time to try';
  for (let attempt = 0; world.clock.nowNs() < endNs && !signal.aborted; attempt += 1) {
    const node = world.nodes[attempt % world.nodes.length] as NodeName;
    try {
      await setUpOn(world, workload, node, signal);
      return null;
    } catch (error) {
      if (!(error instanceof StatementError) && !(error instanceof TimeoutError)) throw error;
      reason = `${node}: ${error.message}`;
    }
    await world.clock.sleep(pauseMs);
  }
  return `The workload ${workload.name} could not make its schema within ${timeoutMs / 1000} s; the last reason was: ${reason}.`;
}

async function setUpOn(world: World, workload: Workload, node: NodeName, signal: AbortSignal): Promise<void> {
  const connection = await world.connect(node, attemptTimeoutMs);
  try {
    const work = (): Promise<void> => workload.setup(connection, attemptTimeoutMs);
    await within(world.clock, 4 * attemptTimeoutMs, `set-up on ${node}`, work, signal);
  } finally {
    connection.close();
  }
}
