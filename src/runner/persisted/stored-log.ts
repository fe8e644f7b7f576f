// The data directory of one replica, read as a start of its node would read it, with nothing mended: the newest snapshot
// and the entries around it. Whatever a start would have to cut, repair or ask its peers for is a reason not to believe it.

import { readSlots } from '../../../cluster/log/ballot-slots.ts';
import {
  ballotSlotNames,
  segmentName,
  segmentNumbers,
  snapshotLogIds,
  snapshotName,
} from '../../../cluster/log/file-names.ts';
import { decodeRecord } from '../../../cluster/log/record.ts';
import { recoverLog } from '../../../cluster/log/recovery.ts';
import { ballotIn, lastPosition } from '../../../cluster/log/replay.ts';

/** Files of a data directory by name. */
export type DataFiles = ReadonlyMap<string, Uint8Array>;

/** A command of the log. */
export interface StoredEntry {
  readonly logId: number;
  readonly command: Uint8Array;
}

export interface StoredLog {
  /** Position of the last entry. */
  readonly end: { readonly ballot: number; readonly logId: number };
  /** `null`: the entries begin with the first there ever was. */
  readonly snapshot: Uint8Array | null;
  /** Entries that the snapshot contains and that have not been dropped yet. */
  readonly before: readonly StoredEntry[];
  /** Entries behind the snapshot. */
  readonly behind: readonly StoredEntry[];
}

/** Reads a data directory; a text is the reason why it cannot be believed. */
export function readStoredLog(files: DataFiles): StoredLog | string {
  const names = [...files.keys()];
  const numbers = segmentNumbers(names);
  if (numbers.length === 0) return 'its data holds no log that is known here';
  const snapshotLogId = snapshotLogIds(names).at(-1) ?? 0;
  const snapshot = snapshotLogId === 0 ? null : readSnapshot(files, snapshotLogId);
  if (typeof snapshot === 'string') return snapshot;
  const slots = readSlots(ballotSlotNames.map((name) => files.get(name) ?? null));
  const segments = numbers.map((number) => ({
    number,
    bytes: files.get(segmentName(number)) ?? new Uint8Array(0),
  }));
  const { log, verdict } = recoverLog(segments, { promised: slots.promised, snapshotLogId });
  if (verdict.kind === 'damage') return `its log is damaged: ${verdict.reason}`;
  if (verdict.kind === 'torn-tail') return `the last ${verdict.cutBytes} bytes of its log are torn`;
  if (log.base.logId > snapshotLogId) return 'its log begins behind its snapshot';
  const last = log.base.logId + log.entries.length;
  if (snapshot !== null && last >= snapshotLogId && ballotIn(log, snapshotLogId) !== snapshot.ballot)
    return 'its log does not fit its snapshot';
  const isBehind = snapshot !== null && last < snapshotLogId;
  return {
    end: isBehind ? { ballot: snapshot.ballot, logId: snapshotLogId } : lastPosition(log),
    snapshot: snapshot?.state ?? null,
    before: log.entries.filter(({ logId }) => logId <= snapshotLogId),
    behind: log.entries.filter(({ logId }) => logId > snapshotLogId),
  };
}

function readSnapshot(
  files: DataFiles,
  logId: number,
): { readonly ballot: number; readonly state: Uint8Array } | string {
  const name = snapshotName(logId);
  const record = decodeRecord(files.get(name) ?? new Uint8Array(0), 0)?.record;
  if (record?.kind !== 'snapshot' || record.logId !== logId) return `its ${name} is damaged`;
  return { ballot: record.ballot, state: record.payload };
}
