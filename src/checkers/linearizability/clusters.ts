// The cluster of a value: the call that leaves it and all that find it, reduced to the two moments that matter.

import { NEVER } from './call-columns.ts';
import { BEFORE_ALL } from './codes.ts';
import { NONE, type RegisterCalls } from './register-calls.ts';

export { BEFORE_ALL } from './codes.ts';

/** Per value. */
export interface Clusters {
  /** Latest invocation, earliest completion of its writer and readers, and the calls they belong to. */
  readonly latest: Int32Array;
  readonly earliest: Int32Array;
  readonly latestCall: Int32Array;
  readonly earliestCall: Int32Array;
  /** The compare-and-set that took effect on it, or NONE. */
  readonly next: Int32Array;
}

/** Clusters without calls, but that the initial value is written before everything. */
export function emptyClusters(size: number): Clusters {
  const clusters = {
    latest: new Int32Array(size).fill(BEFORE_ALL),
    earliest: new Int32Array(size).fill(NEVER),
    latestCall: new Int32Array(size).fill(NONE),
    earliestCall: new Int32Array(size).fill(NONE),
    next: new Int32Array(size).fill(NONE),
  };
  clusters.earliest[0] = BEFORE_ALL + 1;
  return clusters;
}

/** Counts a call to the cluster of the value it leaves, or else finds. */
export function include(clusters: Clusters, value: number, call: number, calls: RegisterCalls): void {
  const invoked = calls.invoked[call] as number;
  const completed = calls.completed[call] as number;
  if (invoked > (clusters.latest[value] as number)) {
    clusters.latest[value] = invoked;
    clusters.latestCall[value] = call;
  }
  if (completed < (clusters.earliest[value] as number)) {
    clusters.earliest[value] = completed;
    clusters.earliestCall[value] = call;
  }
}
