// What differs from seed to seed beside the faults: timings of the database, of the network, the disks and the clocks,
// each drawn within bounds a sound cluster copes with. Extremes find what averages hide.

import type { Timings } from '../../../cluster/anvil.ts';
import { defaultTimings } from '../../../cluster/timings.ts';
import { type ClockOptions, defaultClockOptions } from './clocks.ts';
import { type DiskOptions, defaultDiskOptions } from './disk/disk.ts';
import { defaultNetworkOptions, type NetworkOptions } from './network.ts';
import type { RandomStream } from './random.ts';

export interface Knobs {
  readonly timings: Timings;
  readonly network: NetworkOptions;
  readonly disk: DiskOptions;
  readonly clock: ClockOptions;
  /** Within this time of each other the nodes are first started, in any order; all at once for 0. */
  readonly startSpreadMs: number;
}

export const defaultKnobs: Knobs = {
  timings: defaultTimings,
  network: defaultNetworkOptions,
  disk: defaultDiskOptions,
  clock: defaultClockOptions,
  startSpreadMs: 0,
};

/** Draws every knob. A stream of its own for each, so that a knob more changes none of the others. */
export function drawKnobs(random: RandomStream): Knobs {
  const between = (name: string, low: number, high: number): number => random.fork(name).between(low, high);
  const oneOf = (name: string, choices: readonly number[]): number =>
    choices[random.fork(name).below(choices.length)] as number;
  const leaseMs = between('lease', 600, 2000);
  const syncUs = oneOf('sync', [100, 300, 2000]);
  return {
    timings: {
      ...defaultTimings,
      leaseMs,
      heartbeatIntervalMs: Math.floor(leaseMs / between('heartbeats-per-lease', 5, 10)),
      electionJitterMs: between('election-jitter', 100, 500),
      // Below and above what clients wait: what a node says when it gives up is heard, or it is not.
      statementTimeoutMs: oneOf('statement-timeout', [1000, 3000, 8000]),
      snapshotIntervalEntries: oneOf('snapshot-interval', [50, 300, 2000, 20_000]),
      snapshotKeepEntries: oneOf('snapshot-keep', [10, 100, 5000]),
      appendBatchBytes: oneOf('append-batch', [512, 16_384, 1_048_576]),
      pipelineEntries: oneOf('pipeline', [8, 64, 1000, 10_000]),
      // So small that logs roll, and snapshots come in pieces, within a short run.
      segmentBytes: oneOf('segment', [30_000, 300_000, defaultTimings.segmentBytes]),
      snapshotChunkBytes: oneOf('snapshot-chunk', [2000, 20_000, defaultTimings.snapshotChunkBytes]),
    },
    network: {
      latencyUs: oneOf('latency', [50, 150, 500, 5000]),
      jitterUs: oneOf('jitter', [50, 200, 2000]),
      slowPerMille: oneOf('slow', [0, 5, 20]),
      lossPerMille: oneOf('loss', [0, 0, 1, 10]),
      duplicatePerMille: oneOf('duplicate', [0, 0, 5, 30]),
      reorderPerMille: oneOf('reorder', [0, 10, 200]),
    },
    disk: {
      ...defaultDiskOptions,
      syncUs: [syncUs, syncUs * 6],
      reorderUnsynced: random.fork('reorder-unsynced').chance(500),
    },
    clock: {
      monotonicDriftPpm: oneOf('monotonic-drift', [10, 200, 5000]),
      wallOffsetMs: oneOf('wall-offset', [0, 200, 60_000]),
      timerLatenessUs: oneOf('timer-lateness', [0, 50, 2000]),
    },
    startSpreadMs: oneOf('start-spread', [0, 20, 1000]),
  };
}
