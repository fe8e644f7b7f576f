// The framing: checksums, round trips, and records found again behind garbage.

import { expect, test } from 'vitest';
import { crc32 } from '../../../cluster/log/crc32.ts';
import {
  decodeRecord,
  encodeRecords,
  findRecord,
  headerBytes,
  type LogRecord,
} from '../../../cluster/log/record.ts';

const record: LogRecord = {
  kind: 'entry',
  format: 1,
  stream: 1,
  sequence: 7,
  durableSequence: 6,
  logId: Number.MAX_SAFE_INTEGER,
  ballot: 2 ** 40 + 3,
  previousBallot: 16,
  payload: Uint8Array.of(1, 2, 3),
};

test('crc32 gives the known check value, in one piece or two', () => {
  const bytes = new TextEncoder().encode('123456789');
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(bytes, 4, 9, crc32(bytes, 0, 4))).toBe(0xcbf43926);
});

test('a record comes back as it was', () => {
  const bytes = encodeRecords([record, { ...record, sequence: 8, payload: new Uint8Array(0) }]);
  const first = decodeRecord(bytes, 0);
  expect(first).toEqual({ record, end: headerBytes + 3 });
  expect(decodeRecord(bytes, headerBytes + 3)?.record.sequence).toBe(8);
});

test('no flipped bit goes unnoticed', () => {
  const bytes = encodeRecords([record]);
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const broken = bytes.slice();
    broken[bit >> 3] = (broken[bit >> 3] as number) ^ (1 << (bit & 7));
    expect(decodeRecord(broken, 0), `bit ${bit}`).toBeNull();
  }
});

test('a record is found behind garbage', () => {
  const bytes = new Uint8Array(300).fill(0x41);
  bytes.set(encodeRecords([record]), 131);
  expect(findRecord(bytes, 0)?.record).toEqual(record);
  expect(findRecord(bytes, 132)).toBeNull();
});
