// After healing: wait until every node says that it serves.

import type { NodeName, NodeReport, World } from '../worlds/world.ts';
import { within } from './bounded.ts';

const reportTimeoutMs = 1_000;
const pauseMs = 100;

export interface Settling {
  readonly settled: boolean;
  /** Ms from the start of the phase until every node served, or until the time ran out. */
  readonly durationMs: number;
  /** Nodes that did not serve when last asked. */
  readonly unsettledNodes: readonly NodeName[];
}

/**
 * Never rejects; a cluster that does not settle in time is the result's business.
 * @param timeoutMs asked again each time, since an interrupted run waits less
 */
export async function settle(world: World, timeoutMs: () => number): Promise<Settling> {
  const startNs = world.clock.nowNs();
  const elapsedMs = (): number => (world.clock.nowNs() - startNs) / 1e6;
  for (;;) {
    const reports = await Promise.all(world.nodes.map((node) => reportOf(world, node)));
    const unsettledNodes = world.nodes.filter((_, position) => reports[position]?.serving !== true);
    const settled = unsettledNodes.length === 0;
    if (settled || elapsedMs() >= timeoutMs()) return { settled, durationMs: elapsedMs(), unsettledNodes };
    await world.clock.sleep(pauseMs);
  }
}

/** What a node says of itself; `null` where it does not answer within a second. */
export async function reportOf(world: World, node: NodeName): Promise<NodeReport | null> {
  try {
    return await within(world.clock, 2 * reportTimeoutMs, node, () => world.report(node, reportTimeoutMs));
  } catch {
    return null;
  }
}
