// Reads one segment from its bytes: the valid records from the start, and what can still be read behind the first
// place that cannot. Says nothing yet about why it cannot.

import { decodeRecord, findRecord, type LogRecord } from './record.ts';

export interface SegmentScan {
  /** Records from the start, with consecutive sequences. */
  readonly records: readonly LogRecord[];
  /** Length of those records. */
  readonly validBytes: number;
  readonly totalBytes: number;
  /** Valid records behind the first invalid byte, in file order. */
  readonly rest: readonly LogRecord[];
  /** Bytes at the very end that belong to no valid record. */
  readonly unreadableEndBytes: number;
}

/**
 * Scans a segment.
 * @param expectedSequence sequence its first record must have; 0 when any will do
 */
export function scanSegment(bytes: Uint8Array, expectedSequence: number): SegmentScan {
  const records: LogRecord[] = [];
  let offset = 0;
  let expected = expectedSequence;
  while (offset < bytes.length) {
    const found = decodeRecord(bytes, offset);
    if (found === null || (expected !== 0 && found.record.sequence !== expected)) break;
    if ((offset === 0) !== (found.record.kind === 'segment')) break;
    records.push(found.record);
    expected = found.record.sequence + 1;
    offset = found.end;
  }
  const { rest, end } = readRest(bytes, offset);
  return {
    records,
    validBytes: offset,
    totalBytes: bytes.length,
    rest,
    unreadableEndBytes: bytes.length - end,
  };
}

function readRest(bytes: Uint8Array, from: number): { rest: LogRecord[]; end: number } {
  const rest: LogRecord[] = [];
  let end = from;
  while (end < bytes.length) {
    const found = findRecord(bytes, end);
    if (found === null) break;
    rest.push(found.record);
    end = found.end;
  }
  return { rest, end };
}
