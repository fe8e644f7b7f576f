// Once a second: how the run is going, for whoever watches.

import type { ProgressRecord } from '../store/progress.ts';
import type { PhaseName } from '../store/results.ts';
import type { NodeName, NodeReport, World } from '../worlds/world.ts';
import type { FaultTracker } from './fault-records.ts';
import { clockOffsets, nodeSampleOf } from './node-samples.ts';
import { reportOf } from './settle.ts';
import type { Tally } from './tally.ts';

const intervalMs = 1_000;

/** Errors that are told of. */
const mostErrors = 5;

export interface ProgressOptions {
  readonly world: World;
  readonly phase: () => PhaseName;
  readonly tally: Tally;
  readonly faults: FaultTracker;
  /** A violation seen while the load is under way. */
  readonly violation: () => string | null;
  readonly onProgress: (progress: ProgressRecord) => void;
}

/** Starts to report; the function returned stops it. */
export function startProgress(options: ProgressOptions): () => void {
  const { world, tally } = options;
  const startNs = world.clock.nowNs();
  let lastNs = startNs;
  let lastCompleted = 0;
  let stopped = false;
  let cancel = world.clock.after(intervalMs, report);

  function report(): void {
    void lookAround(world).then(({ reports, clocksMs }) => {
      if (stopped) return;
      const nowNs = world.clock.nowNs();
      const counts = tally.counts();
      const completed = counts.ok + counts.fail + counts.info;
      options.onProgress({
        ms: Math.round((nowNs - startNs) / 1e6),
        phase: options.phase(),
        counts,
        ratePerSecond: Math.round(((completed - lastCompleted) * 1e10) / Math.max(1, nowNs - lastNs)) / 10,
        latencies: tally.takeLatencies(),
        leader: leaderAmong(reports),
        faults: options.faults.inEffect(),
        errors: tally.errors().slice(0, mostErrors),
        violation: options.violation(),
        nodes: reports.map(nodeSampleOf),
        clocksMs,
      });
      [lastNs, lastCompleted] = [nowNs, completed];
      cancel = world.clock.after(intervalMs, report);
    });
  }

  return () => {
    stopped = true;
    cancel();
  };
}

interface Sight {
  /** Of the nodes that answered. */
  readonly reports: readonly NodeReport[];
  readonly clocksMs: Readonly<Record<NodeName, number>>;
}

async function lookAround(world: World): Promise<Sight> {
  const [reports, clocksMs] = await Promise.all([
    Promise.all(world.nodes.map((node) => reportOf(world, node))),
    clockOffsets(world),
  ]);
  return { reports: reports.filter((report) => report !== null), clocksMs };
}

/** The node that says it leads and serves; with a stale second one, the one that other nodes name. */
function leaderAmong(reports: readonly NodeReport[]): NodeName | null {
  const claims = reports.flatMap(({ role, node }) => (role === 'leader' ? [node] : []));
  const named = (node: NodeName): number => reports.filter(({ leader }) => leader === node).length;
  return claims.sort((left, right) => named(right) - named(left))[0] ?? null;
}
