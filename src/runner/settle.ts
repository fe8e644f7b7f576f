// After healing: wait until every node says that it serves, and that it has applied what the others have.

import type { NodeName, NodeReport, World } from '../worlds/world.ts';
import { within } from './bounded.ts';
import { convergenceOf } from './replica-convergence.ts';

const reportTimeoutMs = 1_000;
const pauseMs = 100;

export interface Settling {
  readonly settled: boolean;
  /** Ms from the start of the phase until every node served the same state, or until the time ran out. */
  readonly durationMs: number;
  /** Nodes that did not serve when last asked; where all did, those whose state is not that of the others. */
  readonly unsettledNodes: readonly NodeName[];
  /** What is wrong with them, to follow "After every fault was healed,"; empty once settled. */
  readonly problem: string;
  /** More time might have helped. */
  readonly timedOut: boolean;
}

/**
 * Never rejects; a cluster that does not settle in time is the result's business.
 * @param timeoutMs asked again each time, since an interrupted run waits less
 * @param lost ends it at once
 */
export async function settle(world: World, timeoutMs: () => number, lost: AbortSignal): Promise<Settling> {
  const startNs = world.clock.nowNs();
  const pausedMs = (): number => world.place?.pausedMs() ?? 0;
  const pausedBeforeMs = pausedMs();
  // While the harness stands still it does not see the cluster come back.
  const elapsedMs = (): number => (world.clock.nowNs() - startNs) / 1e6 - (pausedMs() - pausedBeforeMs);
  for (;;) {
    const reports = await Promise.all(world.nodes.map((node) => reportOf(world, node)));
    const unsettledNodes = world.nodes.filter((_, position) => reports[position]?.serving !== true);
    const late = lost.aborted || elapsedMs() >= timeoutMs();
    const durationMs = elapsedMs();
    if (unsettledNodes.length > 0) {
      const problem = `${unsettledNodes.join(', ')} did not serve again`;
      if (late) return { settled: false, durationMs, unsettledNodes, problem, timedOut: true };
    } else {
      const convergence = convergenceOf(reports);
      if (convergence.kind === 'agreed')
        return { settled: true, durationMs, unsettledNodes, problem: '', timedOut: false };
      const { nodes, message } = convergence;
      if (late || convergence.kind === 'apart')
        return { settled: false, durationMs, unsettledNodes: nodes, problem: message, timedOut: late };
    }
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
