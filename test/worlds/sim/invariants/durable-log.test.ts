// What counts as held by a disk: entries in segments that are there, and what a whole snapshot there stands for.

import { expect, test } from 'vitest';
import { segmentName, snapshotName } from '../../../../cluster/log/file-names.ts';
import { encodeRecords, type LogRecord, onlyStream } from '../../../../cluster/log/record.ts';
import { createFileSystem } from '../../../../src/worlds/sim/disk/file-system.ts';
import { createDurableLog } from '../../../../src/worlds/sim/invariants/durable-log.ts';

const record = (kind: LogRecord['kind'], logId: number): LogRecord => ({
  kind,
  format: 1,
  stream: onlyStream,
  sequence: 0,
  durableSequence: 0,
  logId,
  ballot: 1,
  previousBallot: 1,
  payload: new Uint8Array(1),
});

/** Two segments: entries 1 to 3, and behind them 4 and 5. */
function createDisk() {
  const disk = createFileSystem();
  const write = (name: string, records: readonly LogRecord[]): void => {
    disk.open(name).append(encodeRecords(records));
    disk.open(name).sync();
    disk.syncDirectory();
  };
  const entries = (...logIds: readonly number[]) => logIds.map((logId) => record('entry', logId));
  write(segmentName(1), [record('segment', 0), ...entries(1, 2, 3)]);
  write(segmentName(2), [record('segment', 3), ...entries(4, 5)]);
  const log = createDurableLog(disk);
  log.follow();
  /** The log begins behind a snapshot at 4, and its first segment is gone. */
  const dropFirstSegment = (): void => {
    write(snapshotName(4), [record('snapshot', 4)]);
    disk.remove(segmentName(1));
    disk.syncDirectory();
    log.follow();
  };
  return { disk, write, log, dropFirstSegment };
}

test('all entries of the segments are held', () => {
  const { log } = createDisk();
  expect([log.baseLogId(), log.lastLogId(), log.lacksSnapshot()]).toEqual([0, 5, false]);
  expect(log.digestAt(2)).toBeDefined();
});

test('entries of a segment that is gone are held by the snapshot that stands for them', () => {
  const { disk, write, log } = createDisk();
  write(snapshotName(4), [record('snapshot', 4)]);
  expect(log.follow()).toBeNull();
  disk.remove(segmentName(1));
  disk.syncDirectory();
  expect(log.follow()).toBe(1);
  expect([log.baseLogId(), log.lacksSnapshot()]).toEqual([3, false]);
  expect([log.digestAt(3), log.digestAt(4)]).toEqual([undefined, expect.any(Number)]);
});

test.each([
  ['there is no snapshot', null],
  ['the snapshot reaches less far', [record('snapshot', 2)]],
  ['the snapshot is not whole', []],
])('entries of a segment that is gone are lost where %s', (_what, snapshot) => {
  const { disk, write, log } = createDisk();
  if (snapshot !== null) write(snapshotName(snapshot[0]?.logId ?? 4), snapshot);
  disk.remove(segmentName(1));
  disk.syncDirectory();
  expect(log.follow()).toBe(1);
  expect([log.baseLogId(), log.lacksSnapshot()]).toEqual([0, true]);
});

test('a removal that was not synced has taken nothing yet', () => {
  const { disk, log } = createDisk();
  disk.remove(segmentName(1));
  expect(log.follow()).toBeNull();
  expect(log.digestAt(1)).toBeDefined();
});

test('a snapshot that goes takes what the log begins behind with it', () => {
  const { disk, log, dropFirstSegment } = createDisk();
  dropFirstSegment();
  disk.remove(snapshotName(4));
  disk.syncDirectory();
  expect(log.follow()).toBe(1);
  expect(log.lacksSnapshot()).toBe(true);
});

test('a log that began anew behind an older snapshot is not that of the segments before', () => {
  const { disk, write, log, dropFirstSegment } = createDisk();
  dropFirstSegment();
  // The snapshot at 4 turns out damaged, and the leader's older one takes its place, with the entries behind it.
  disk.remove(snapshotName(4));
  write(snapshotName(2), [record('snapshot', 2)]);
  const entries = [3, 4, 5, 6].map((logId) => record('entry', logId));
  write(segmentName(3), [record('segment', 5), record('snapshot-mark', 2), ...entries]);
  log.follow();
  expect([log.baseLogId(), log.lastLogId(), log.lacksSnapshot()]).toEqual([2, 6, false]);
  expect(log.digestAt(3)).toBeDefined();
});
