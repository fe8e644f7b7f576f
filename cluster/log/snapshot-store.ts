// Snapshots on disk: one checksummed file each, named by the LogID it stands for. A new one is whole and durable
// before the one before it is removed.

import type { Disk, DiskCallback } from '../env.ts';
import type { LogPosition } from '../messages.ts';
import { asidePrefix, snapshotLogIds, snapshotName } from './file-names.ts';
import { decodeRecord, encodeRecords, onlyStream } from './record.ts';
import { runSteps } from './steps.ts';
import { readFiles, writeWholeFile } from './whole-file.ts';

export interface StoredSnapshot {
  readonly position: LogPosition;
  readonly bytes: Uint8Array;
}

/** Makes a snapshot durable, then removes older ones. One call at a time. */
export function saveSnapshot(disk: Disk, snapshot: StoredSnapshot, done: DiskCallback): void {
  const { position, bytes } = snapshot;
  const content = encodeRecords([
    {
      kind: 'snapshot',
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

/** Finds the newest readable snapshot; unreadable ones are moved aside and counted. */
export function loadSnapshot(
  disk: Disk,
  names: readonly string[],
  done: (error: Error | null, snapshot: StoredSnapshot | null, damagedNames: readonly string[]) => void,
): void {
  const candidates = snapshotLogIds(names).map(snapshotName);
  readFiles(disk, candidates, (error, contents) => {
    if (error !== null) {
      done(error, null, []);
      return;
    }
    let newest: StoredSnapshot | null = null;
    const damaged: string[] = [];
    for (const [index, content] of contents.entries()) {
      const record = content === null ? undefined : decodeRecord(content, 0)?.record;
      if (record?.kind === 'snapshot') {
        newest = { position: { ballot: record.ballot, logId: record.logId }, bytes: record.payload };
      } else damaged.push(candidates[index] as string);
    }
    runSteps(
      damaged.map((name) => (next: DiskCallback) => disk.rename(name, asidePrefix + name, next)),
      (renameError) => done(renameError, newest, damaged),
    );
  });
}
