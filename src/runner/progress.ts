// Once a second: how the run is going, for whoever watches.

import type { PhaseName } from '../store/results.ts';
import type { NodeName, World } from '../worlds/world.ts';
import type { FaultTracker } from './fault-records.ts';
import { reportOf } from './settle.ts';
import type { Counts, Tally } from './tally.ts';

const intervalMs = 1_000;

export interface Progress {
  readonly phase: PhaseName;
  /** Seconds since the run began. */
  readonly elapsedSeconds: number;
  readonly counts: Counts;
  /** Client operations completed per second, over the last interval. */
  readonly ratePerSecond: number;
  /** Latencies of successful operations over the last interval; `null` where there were none. */
  readonly latencies: { readonly p50Ms: number; readonly p99Ms: number } | null;
  /** `null` while no node says that it leads. */
  readonly leader: NodeName | null;
  /** Descriptions of the faults in effect. */
  readonly faults: readonly string[];
}

export interface ProgressOptions {
  readonly world: World;
  readonly phase: () => PhaseName;
  readonly tally: Tally;
  readonly faults: FaultTracker;
  readonly onProgress: (progress: Progress) => void;
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
    void leaderOf(world).then((leader) => {
      if (stopped) return;
      const nowNs = world.clock.nowNs();
      const counts = tally.counts();
      const completed = counts.ok + counts.fail + counts.info;
      options.onProgress({
        phase: options.phase(),
        elapsedSeconds: (nowNs - startNs) / 1e9,
        counts,
        ratePerSecond: ((completed - lastCompleted) * 1e9) / Math.max(1, nowNs - lastNs),
        latencies: tally.takeLatencies(),
        leader,
        faults: options.faults.inEffect(),
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

/** The node that says it leads and serves; with a stale second one, the one that other nodes name. */
async function leaderOf(world: World): Promise<NodeName | null> {
  const reports = await Promise.all(world.nodes.map((node) => reportOf(world, node)));
  const claims = reports.flatMap((report) => (report?.role === 'leader' ? [report.node] : []));
  const named = (node: NodeName): number => reports.filter((report) => report?.leader === node).length;
  return claims.sort((left, right) => named(right) - named(left))[0] ?? null;
}
