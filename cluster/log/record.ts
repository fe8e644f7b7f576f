// The one framing used on disk: a fixed header and a payload under one checksum. Log segments are rows of records;
// ballot slots and snapshots are files of a single record.

import { crc32 } from './crc32.ts';

export type RecordKind =
  /** First of every segment. `ballot`/`logId`: the last entry before it; `previousBallot`: the promise. Payload: one
   * byte, 1 when the log starts afresh here and earlier segments are void. */
  | 'segment'
  /** An entry; supersedes every earlier entry with its LogID or a higher one. */
  | 'entry'
  /** `ballot` was promised. */
  | 'promise'
  /** Written when the log falls idle: what was durable by then, and the last entry. */
  | 'seal'
  /** A snapshot at `ballot`/`logId` was installed: earlier entries are gone, and later ones unless they follow it. */
  | 'snapshot-mark'
  /** This node may have acknowledged entries up to `ballot`/`logId` that its log no longer holds; (0, 0) ends it. */
  | 'repair-claim'
  /** A process started. Its sequence never repeats. */
  | 'start'
  /** The only record of a snapshot file. */
  | 'snapshot'
  /** The only record of a ballot slot: promised `ballot`; `logId`/`previousBallot` hold the repair claim. */
  | 'ballot-slot';

const kinds: readonly RecordKind[] = [
  'segment',
  'entry',
  'promise',
  'seal',
  'snapshot-mark',
  'repair-claim',
  'start',
  'snapshot',
  'ballot-slot',
];

/** All streams share the file; today there is one. */
export const onlyStream = 1;

export interface LogRecord {
  readonly kind: RecordKind;
  readonly stream: number;
  /** Counts the records of this node from 1 without a gap, whatever their kind. */
  readonly sequence: number;
  /** Highest sequence known to be on disk when this record was written: evidence when judging damage. */
  readonly durableSequence: number;
  readonly logId: number;
  readonly ballot: number;
  /** Ballot of the entry before an entry. */
  readonly previousBallot: number;
  readonly payload: Uint8Array;
}

/** Header length; layout: magic u32, kind u8, 0 u8, stream u16, payload length u32, crc u32, then five u64. Little endian. */
export const headerBytes = 56;
const magic = 0x4c564e41;
const crcOffset = 12;

function writeInteger(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value >>> 0, true);
  view.setUint32(offset + 4, Math.floor(value / 2 ** 32), true);
}

function readInteger(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true);
}

function checksum(bytes: Uint8Array, offset: number, length: number): number {
  const beforeCrc = crc32(bytes, offset, offset + crcOffset);
  return crc32(bytes, offset + crcOffset + 4, offset + length, beforeCrc);
}

/** Highest LogID the records account for: of entries, and of the positions that headers and marks stand for. */
export function highestLogId(records: readonly LogRecord[]): number {
  let highest = 0;
  for (const { kind, logId } of records) {
    if (kind === 'entry' || kind === 'segment' || kind === 'snapshot-mark')
      highest = Math.max(highest, logId);
  }
  return highest;
}

/** Writes `record` at `offset` of `target` and returns the offset behind it. */
export function encodeRecordInto(target: Uint8Array, offset: number, record: LogRecord): number {
  const view = new DataView(target.buffer, target.byteOffset + offset, headerBytes);
  view.setUint32(0, magic, true);
  view.setUint8(4, kinds.indexOf(record.kind) + 1);
  view.setUint8(5, 0);
  view.setUint16(6, record.stream, true);
  view.setUint32(8, record.payload.length, true);
  writeInteger(view, 16, record.sequence);
  writeInteger(view, 24, record.durableSequence);
  writeInteger(view, 32, record.logId);
  writeInteger(view, 40, record.ballot);
  writeInteger(view, 48, record.previousBallot);
  target.set(record.payload, offset + headerBytes);
  const length = headerBytes + record.payload.length;
  view.setUint32(crcOffset, checksum(target, offset, length), true);
  return offset + length;
}

/** Encodes records one behind the other, into what `allocate` gives. */
export function encodeRecords(
  records: readonly LogRecord[],
  allocate: (lengthBytes: number) => Uint8Array = (lengthBytes) => new Uint8Array(lengthBytes),
): Uint8Array {
  let length = 0;
  for (const record of records) length += headerBytes + record.payload.length;
  const bytes = allocate(length);
  let offset = 0;
  for (const record of records) offset = encodeRecordInto(bytes, offset, record);
  return bytes;
}

/**
 * The record at `offset` and the offset behind it; `null` when no whole, valid record starts there.
 * @param asView gives the payload as a view into `bytes` in place of a copy
 */
export function decodeRecord(
  bytes: Uint8Array,
  offset: number,
  asView = false,
): { record: LogRecord; end: number } | null {
  if (offset + headerBytes > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, headerBytes);
  if (view.getUint32(0, true) !== magic) return null;
  const kind = kinds[view.getUint8(4) - 1];
  const end = offset + headerBytes + view.getUint32(8, true);
  if (kind === undefined || end > bytes.length) return null;
  if (checksum(bytes, offset, end - offset) !== view.getUint32(crcOffset, true)) return null;
  const record: LogRecord = {
    kind,
    stream: view.getUint16(6, true),
    sequence: readInteger(view, 16),
    durableSequence: readInteger(view, 24),
    logId: readInteger(view, 32),
    ballot: readInteger(view, 40),
    previousBallot: readInteger(view, 48),
    payload: asView ? bytes.subarray(offset + headerBytes, end) : bytes.slice(offset + headerBytes, end),
  };
  return { record, end };
}

/** The next valid record at or behind `offset`, found by its magic number. */
export function findRecord(bytes: Uint8Array, offset: number): { record: LogRecord; end: number } | null {
  const first = magic & 0xff;
  for (let at = bytes.indexOf(first, offset); at !== -1; at = bytes.indexOf(first, at + 1)) {
    const found = decodeRecord(bytes, at);
    if (found !== null) return found;
  }
  return null;
}
