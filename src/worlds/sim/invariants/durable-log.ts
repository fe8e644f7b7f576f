// What a host's disk would give back after a power loss, read from the simulated medium itself and not from what the
// node says of itself. Follows along: each look reads only the records that became durable since the last.

import { crc32 } from '../../../../cluster/log/crc32.ts';
import {
  segmentName,
  segmentNumbers,
  snapshotLogIds,
  snapshotName,
} from '../../../../cluster/log/file-names.ts';
import { decodeRecord, type LogRecord } from '../../../../cluster/log/record.ts';
import type { LogPosition } from '../../../../cluster/messages.ts';
import type { SimulatedFile } from '../disk/file.ts';
import type { FileSystem } from '../disk/file-system.ts';

export interface DurableLog {
  /** Reads on. Returns the lowest LogID whose entry may have changed since, or `null` when nothing did. */
  follow(): number | null;
  /** Entries up to here are held as part of a snapshot; 0 where the one that the log begins behind is not there. */
  baseLogId(): number;
  /** The log begins behind a snapshot that is not there: nothing of the state can be had from this disk. */
  lacksSnapshot(): boolean;
  lastLogId(): number;
  /** Ballot of the last entry, or of the position the log begins behind. */
  lastBallot(): number;
  /** Highest ballot that the log says was promised. */
  promised(): number;
  /** What the node may have acknowledged and lost by damage, as it has written down; (0, 0) when nothing. */
  claim(): LogPosition;
  /** CRC-32 of an entry's command; `undefined` when it is not held as an entry. */
  digestAt(logId: number): number | undefined;
}

/** Makes the follower of one host's log. */
export function createDurableLog(fileSystem: FileSystem): DurableLog {
  let files: ReadonlyMap<string, SimulatedFile> | null = null;
  let segment: SimulatedFile | null = null;
  let segmentNumber = 0;
  let offset = 0;
  let base = 0;
  let last = 0;
  let lastBallot = 0;
  let promised = 0;
  let claim: LogPosition = { ballot: 0, logId: 0 };
  /** By LogID. */
  let digests: number[] = [];
  /** Where each segment begins, as its header says, by its number. */
  const begins = new Map<number, number>();
  /** The segment in which the log last began: what came before it is void, whatever is left of it. */
  let startedIn = 0;
  let snapshotLogId = 0;
  let isBacked = true;
  const whole = new WeakSet<SimulatedFile>();
  let changed: number | null = null;

  const touch = (logId: number): void => {
    changed = changed === null ? logId : Math.min(changed, logId);
  };
  const startAt = (logId: number, ballot: number): void => {
    touch(Math.min(base, logId) + 1);
    base = logId;
    last = logId;
    lastBallot = ballot;
    startedIn = segmentNumber;
  };
  const replay = (record: LogRecord): void => {
    const { logId } = record;
    if (record.kind === 'segment') {
      begins.set(segmentNumber, logId);
      // A header says again what was promised by then.
      promised = Math.max(promised, record.previousBallot);
      const voidsOlder = record.payload[0] === 1;
      if (voidsOlder || last === 0) startAt(logId, record.ballot);
    } else if (record.kind === 'snapshot-mark') {
      if (logId < base || logId > last) startAt(logId, record.ballot);
      else base = Math.max(base, logId);
    } else if (record.kind === 'entry') {
      if (logId > last + 1) return;
      if (logId <= base) startAt(logId - 1, record.previousBallot);
      touch(logId);
      digests[logId] = crc32(record.payload);
      last = logId;
      lastBallot = record.ballot;
    } else if (record.kind === 'promise') promised = Math.max(promised, record.ballot);
    else if (record.kind === 'recovery-claim') {
      touch(last + 1);
      claim = { ballot: record.ballot, logId };
    }
  };
  const readOn = (): void => {
    if (segment === null || segment.durableLength() <= offset) return;
    const bytes = segment.readDurable(offset);
    let read = 0;
    for (;;) {
      const found = decodeRecord(bytes, read, true);
      if (found === null) break;
      replay(found.record);
      read = found.end;
    }
    offset += read;
  };
  const restart = (): void => {
    touch(1);
    segment = null;
    segmentNumber = 0;
    base = 0;
    last = 0;
    lastBallot = 0;
    promised = 0;
    claim = { ballot: 0, logId: 0 };
    digests = [];
    begins.clear();
    startedIn = 0;
  };
  const isWhole = (logId: number, file: SimulatedFile | undefined): boolean => {
    if (file === undefined || whole.has(file)) return file !== undefined;
    const record = decodeRecord(file.readDurable(0), 0, true)?.record;
    if (record?.kind !== 'snapshot' || record.logId !== logId) return false;
    whole.add(file);
    return true;
  };
  /** What is gone of the files before: the log begins with the first segment there is, behind the last snapshot there is. */
  const lookAtNames = (current: ReadonlyMap<string, SimulatedFile>): void => {
    const names = [...current.keys()];
    const snapshots = snapshotLogIds(names).filter((logId) =>
      isWhole(logId, current.get(snapshotName(logId))),
    );
    snapshotLogId = snapshots.at(-1) ?? 0;
    const [firstNumber = 0] = segmentNumbers(names);
    const first = begins.get(firstNumber) ?? 0;
    if (firstNumber > startedIn && first > base && first <= last) {
      touch(base + 1);
      base = first;
    }
  };
  const openNext = (current: ReadonlyMap<string, SimulatedFile>): boolean => {
    const next = segmentNumbers([...current.keys()]).find((number) => number > segmentNumber);
    if (next === undefined) return false;
    segment = current.get(segmentName(next)) ?? null;
    segmentNumber = next;
    offset = 0;
    return true;
  };

  return {
    baseLogId: () => (isBacked ? base : 0),
    lacksSnapshot: () => !isBacked,
    lastLogId: () => last,
    lastBallot: () => lastBallot,
    promised: () => promised,
    claim: () => claim,
    digestAt: (logId) => (logId > base && logId <= last ? digests[logId] : undefined),
    follow: () => {
      changed = null;
      const current = fileSystem.durableFiles();
      const wasCut = segment !== null && segment.durableLength() < offset;
      const wasReplaced = segment !== null && current.get(segmentName(segmentNumber)) !== segment;
      if (wasCut || wasReplaced) restart();
      readOn();
      if (current !== files || segment === null) {
        files = current;
        while (openNext(current)) readOn();
        lookAtNames(current);
      }
      if (isBacked !== base <= snapshotLogId) {
        isBacked = !isBacked;
        touch(1);
      }
      return changed;
    },
  };
}
