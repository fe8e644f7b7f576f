// The one framing used on disk: a fixed header and a payload under one checksum. Log segments are rows of records;
// ballot slots and snapshots are files of a single record.

import { diskFormats, firstFormat } from '../versions.ts';
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
  | 'recovery-claim'
  /** A process started. Its sequence never repeats. */
  | 'start'
  /** The only record of a snapshot file. */
  | 'snapshot'
  /** The only record of a ballot slot: promised `ballot`; `logId`/`previousBallot` hold the repair claim. */
  | 'ballot-slot'
  /** The only record of a bootstrap file: see `bootstrap-file.ts`. */
  | 'bootstrap'
  /** Of a format that is newer than this build: nothing but its being there is understood. */
  | 'unknown';

const kinds: readonly RecordKind[] = [
  'segment',
  'entry',
  'promise',
  'seal',
  'snapshot-mark',
  'recovery-claim',
  'start',
  'snapshot',
  'ballot-slot',
  'bootstrap',
];

/** All streams share the file; today there is one. */
export const onlyStream = 1;

export interface LogRecord {
  readonly kind: RecordKind;
  /** Format it was written in. The header is the same in every format. */
  readonly format: number;
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

/** Header length; layout: magic u32, kind u8, format u8 (0: the first), stream u16, payload length u32, crc u32, then five u64. Little endian. */
export const headerBytes = 56;
const magic = 0x4c564e41;
const crcOffset = 12;

// Byte by byte: a view made for each record takes longer than all that is read or written through it.

function writeWord(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >>> 8;
  bytes[offset + 2] = value >>> 16;
  bytes[offset + 3] = value >>> 24;
}

function readWord(bytes: Uint8Array, offset: number): number {
  const high = ((bytes[offset + 2] as number) | ((bytes[offset + 3] as number) << 8)) << 16;
  return ((bytes[offset] as number) | ((bytes[offset + 1] as number) << 8) | high) >>> 0;
}

function writeInteger(bytes: Uint8Array, offset: number, value: number): void {
  writeWord(bytes, offset, value >>> 0);
  writeWord(bytes, offset + 4, Math.floor(value / 2 ** 32));
}

function readInteger(bytes: Uint8Array, offset: number): number {
  return readWord(bytes, offset + 4) * 2 ** 32 + readWord(bytes, offset);
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

/** The newest format among the records; the first where there are none. */
export function newestFormat(records: readonly Pick<LogRecord, 'format'>[]): number {
  return records.reduce((newest, { format }) => Math.max(newest, format), firstFormat);
}

/** Writes `record` at `offset` of `target` and returns the offset behind it. */
export function encodeRecordInto(target: Uint8Array, offset: number, record: LogRecord): number {
  writeWord(target, offset, magic);
  target[offset + 4] = kinds.indexOf(record.kind) + 1;
  target[offset + 5] = record.format === firstFormat ? 0 : record.format;
  target[offset + 6] = record.stream;
  target[offset + 7] = record.stream >>> 8;
  writeWord(target, offset + 8, record.payload.length);
  writeInteger(target, offset + 16, record.sequence);
  writeInteger(target, offset + 24, record.durableSequence);
  writeInteger(target, offset + 32, record.logId);
  writeInteger(target, offset + 40, record.ballot);
  writeInteger(target, offset + 48, record.previousBallot);
  target.set(record.payload, offset + headerBytes);
  const length = headerBytes + record.payload.length;
  writeWord(target, offset + crcOffset, checksum(target, offset, length));
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
  if (readWord(bytes, offset) !== magic) return null;
  const format = (bytes[offset + 5] as number) || firstFormat;
  const known = kinds[(bytes[offset + 4] as number) - 1];
  const kind = known ?? (format > diskFormats.newest ? 'unknown' : undefined);
  const end = offset + headerBytes + readWord(bytes, offset + 8);
  if (kind === undefined || end > bytes.length) return null;
  if (checksum(bytes, offset, end - offset) !== readWord(bytes, offset + crcOffset)) return null;
  const record: LogRecord = {
    kind,
    format,
    stream: (bytes[offset + 6] as number) | ((bytes[offset + 7] as number) << 8),
    sequence: readInteger(bytes, offset + 16),
    durableSequence: readInteger(bytes, offset + 24),
    logId: readInteger(bytes, offset + 32),
    ballot: readInteger(bytes, offset + 40),
    previousBallot: readInteger(bytes, offset + 48),
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
