// Snapshots on disk: one checksummed file each, named by the LogID it stands for. A new one is whole and durable
// before the one before it is removed.

import type { Disk, DiskCallback } from '../env.ts';
import type { LogPosition } from '../messages.ts';
import { asidePrefix, snapshotLogIds, snapshotName } from './file-names.ts';
import { decodeRecord, encodeRecords, type LogRecord, newestFormat, onlyStream } from './record.ts';
import { runSteps } from './steps.ts';
import { type ReadFile, readFiles, writeWholeFile } from './whole-file.ts';

export interface StoredSnapshot {
  readonly position: LogPosition;
  readonly bytes: Uint8Array;
  /** Of the file. */
  readonly format: number;
}

/** Makes a snapshot durable, then removes older ones. One call at a time. */
export function saveSnapshot(disk: Disk, snapshot: StoredSnapshot, done: DiskCallback): void {
  const { position, bytes, format } = snapshot;
  const content = encodeRecords([
    {
      kind: 'snapshot',
      format,
      stream: onlyStream,
      sequence: 0,
      durableSequence: 0,
      logId: position.logId,
      ballot: position.ballot,
      previousBallot: 0,
      payload: bytes,
    },
  ]);
  let names: readonly string[] = [];
  runSteps(
    [
      (next) => writeWholeFile(disk, snapshotName(position.logId), content, next),
      (next) =>
        disk.list((error, listed) => {
          names = listed;
          next(error);
        }),
      (next) => {
        const older = snapshotLogIds(names).filter((logId) => logId < position.logId);
        runSteps(
          older.map((logId) => (after: DiskCallback) => disk.remove(snapshotName(logId), after)),
          next,
        );
      },
    ],
    done,
  );
}

/** What the snapshots in the directory amount to. */
export interface SnapshotsFound {
  /** The newest readable one. */
  readonly snapshot: StoredSnapshot | null;
  readonly damagedNames: readonly string[];
  readonly newestFormat: number;
}

/** Finds the newest readable snapshot, and changes nothing. */
export function loadSnapshot(
  disk: Disk,
  names: readonly string[],
  read: ReadFile,
  done: (error: Error | null, found: SnapshotsFound) => void,
): void {
  const candidates = snapshotLogIds(names).map(snapshotName);
  readFiles(disk, candidates, read, (error, contents) => {
    let snapshot: StoredSnapshot | null = null;
    const damagedNames: string[] = [];
    const records: LogRecord[] = [];
    for (const [index, content] of contents.entries()) {
      const record = content === null ? undefined : decodeRecord(content, 0)?.record;
      if (record !== undefined) records.push(record);
      if (record?.kind === 'snapshot') {
        const { ballot, logId, format, payload } = record;
        snapshot = { position: { ballot, logId }, bytes: payload, format };
      } else damagedNames.push(candidates[index] as string);
    }
    done(error, { snapshot, damagedNames, newestFormat: newestFormat(records) });
  });
}

/** Keeps damaged snapshots under another name. */
export function setAside(disk: Disk, names: readonly string[], done: DiskCallback): void {
  runSteps(
    names.map((name) => (next: DiskCallback) => disk.rename(name, asidePrefix + name, next)),
    done,
  );
}
