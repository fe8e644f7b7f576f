// The default timings of a node. A dead leader is noticed after the lease and a jitter, and replaced within a few
// round trips and fsyncs, so that a client waits well under three seconds.

import type { Timings } from './anvil.ts';

/** What a node uses where its configuration says nothing else. */
export const defaultTimings: Timings = {
  heartbeatIntervalMs: 150,
  leaseMs: 1200,
  clockDriftPerMille: 50,
  electionJitterMs: 300,
  statementTimeoutMs: 8000,
  snapshotIntervalEntries: 20_000,
  snapshotKeepEntries: 5000,
  appendBatchBytes: 1024 * 1024,
  pipelineEntries: 10_000,
  segmentBytes: 4 * 1024 * 1024,
  snapshotChunkBytes: 256 * 1024,
};
