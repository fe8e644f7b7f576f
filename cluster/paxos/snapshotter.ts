// Takes a snapshot every so many applied entries and then lets the log forget what lies well behind it.

import { saveSnapshot } from '../log/snapshot-store.ts';
import type { Group } from './group.ts';

/** Snapshots are written one at a time, whether taken here or received. */
export interface SnapshotLock {
  /** True when it was free and is now taken. */
  take(): boolean;
  release(): void;
}

export interface Snapshotter {
  /** LogID of the last durable snapshot. */
  snapshotLogId(): number;
  /** A snapshot at `logId` came from elsewhere. */
  installed(logId: number): void;
  readonly lock: SnapshotLock;
}

export function createSnapshotter(group: Group, startLogId: number): Snapshotter {
  const { env, log, applier, timings } = group;
  let snapshotLogId = startLogId;
  let locked = false;
  const lock: SnapshotLock = {
    take: () => {
      if (locked) return false;
      locked = true;
      return true;
    },
    release: () => {
      locked = false;
    },
  };

  const takeSnapshot = (): void => {
    const logId = applier.appliedLogId();
    const ballot = log.ballotAt(logId);
    if (ballot === undefined || !lock.take()) return;
    const bytes = applier.stateMachine.snapshot();
    saveSnapshot(env.disk, { position: { ballot, logId }, bytes }, (error) => {
      lock.release();
      if (error !== null) {
        env.halt(`The snapshot at ${logId} could not be written: ${error.message}.`);
        return;
      }
      group.counters.snapshotsSaved += 1;
      snapshotLogId = Math.max(snapshotLogId, logId);
      env.sometimes('snapshot-saved');
      log.trim(snapshotLogId - timings.snapshotKeepEntries);
    });
  };
  applier.onApplied((logId) => {
    if (!locked && logId >= snapshotLogId + timings.snapshotIntervalEntries) takeSnapshot();
  });
  return {
    lock,
    snapshotLogId: () => snapshotLogId,
    installed: (logId) => {
      snapshotLogId = Math.max(snapshotLogId, logId);
    },
  };
}
