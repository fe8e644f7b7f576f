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
  /**
   * Takes a snapshot now and forgets the whole log before it, on disk too.
   * @param done is told why nothing was done; `null` when all was
   */
  takeNow(done: (reason: string | null) => void): void;
  /** A snapshot at `logId` came from elsewhere. */
  installed(logId: number): void;
  readonly lock: SnapshotLock;
}

export function createSnapshotter(group: Group, startLogId: number): Snapshotter {
  const { env, log, applier, timings } = group;
  let snapshotLogId = startLogId;
  let locked = false;
  /** Snapshots asked for that wait until an entry is applied, or a lease long. */
  let waiting: { readonly lastLogId: number; readonly proceed: () => void }[] = [];
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

  const takeSnapshot = (keepEntries: number, done: (reason: string | null) => void): void => {
    const logId = applier.appliedLogId();
    const ballot = log.ballotAt(logId);
    if (ballot === undefined) {
      done('the state is not that of the log yet');
      return;
    }
    if (!lock.take()) {
      done('another snapshot is being written');
      return;
    }
    const bytes = applier.stateMachine.snapshot();
    saveSnapshot(env.disk, { position: { ballot, logId }, bytes, format: group.format() }, (error) => {
      lock.release();
      if (error !== null) {
        env.halt(`The snapshot at ${logId} could not be written: ${error.message}.`);
        return;
      }
      group.counters.snapshotsSaved += 1;
      snapshotLogId = Math.max(snapshotLogId, logId);
      env.sometimes('snapshot-saved');
      log.trim(snapshotLogId - keepEntries);
      done(null);
    });
  };
  /** Only segments whose every entry is in the snapshot can go: the open one is finished, and its entries applied, first. */
  const takeNow: Snapshotter['takeNow'] = (done) => {
    if (log.base().logId === applier.appliedLogId()) {
      done(null);
      return;
    }
    const header = log.writer.finishSegment();
    const lastLogId = log.last().logId;
    let asked = false;
    const proceed = (): void => {
      if (asked) return;
      asked = true;
      takeSnapshot(0, done);
    };
    env.clock.after(timings.leaseMs, proceed);
    log.writer.whenDurable(header, () => {
      if (applier.appliedLogId() >= lastLogId) proceed();
      else waiting.push({ lastLogId, proceed });
    });
    log.writer.flush();
  };
  applier.onApplied((logId) => {
    if (!locked && logId >= snapshotLogId + timings.snapshotIntervalEntries)
      takeSnapshot(timings.snapshotKeepEntries, () => {});
    if (waiting.length === 0) return;
    const ready = waiting.filter(({ lastLogId }) => lastLogId <= logId);
    waiting = waiting.filter(({ lastLogId }) => lastLogId > logId);
    for (const { proceed } of ready) proceed();
  });
  return {
    takeNow,
    lock,
    snapshotLogId: () => snapshotLogId,
    installed: (logId) => {
      snapshotLogId = Math.max(snapshotLogId, logId);
    },
  };
}
