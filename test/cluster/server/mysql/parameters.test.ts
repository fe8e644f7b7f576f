// Binary parameter values, written out byte by byte as the protocol's documentation has them.

import { expect, test } from 'vitest';
import { readParameter } from '../../../../cluster/server/mysql/parameters.ts';
import { payloadReader } from '../../../../cluster/server/mysql/payload-reader.ts';
import { FieldType } from '../../../../cluster/server/mysql/protocol.ts';

const read = (type: number, bytes: readonly number[], unsigned = false) =>
  readParameter(payloadReader(Buffer.from(bytes)), { type, unsigned });

test('integers of every size, signed and unsigned', () => {
  expect(read(FieldType.tiny, [0xff])).toBe(-1);
  expect(read(FieldType.tiny, [0xff], true)).toBe(255);
  expect(read(FieldType.short, [0xfe, 0xff])).toBe(-2);
  expect(read(FieldType.year, [0xe8, 0x07], true)).toBe(2024);
  expect(read(FieldType.int24, [0xff, 0xff, 0xff, 0xff])).toBe(-1);
  expect(read(FieldType.long, [0, 0, 0, 0x80], true)).toBe(2 ** 31);
  expect(read(FieldType.longLong, [1, 0, 0, 0, 0, 0, 0, 0])).toBe(1);
  expect(read(FieldType.longLong, Array<number>(8).fill(0xff))).toBe(-1);
  expect(read(FieldType.longLong, Array<number>(8).fill(0xff), true)).toBe(2n ** 64n - 1n);
});

test('floating point numbers, but none that SQL does not have', () => {
  expect(read(FieldType.float, [0, 0, 0x20, 0x41])).toBe(10);
  expect(read(FieldType.double, [0, 0, 0, 0, 0, 0, 0xf8, 0x3f])).toBe(1.5);
  expect(() => read(FieldType.double, [0, 0, 0, 0, 0, 0, 0xf0, 0x7f])).toThrow('infinite');
});

test('texts are text, bytes are bytes, and a text that is not UTF-8 stays bytes', () => {
  expect(read(FieldType.varString, [3, 0xe2, 0x82, 0xac])).toBe('€');
  expect(read(FieldType.newDecimal, [3, 0x31, 0x2e, 0x35])).toBe('1.5');
  expect(read(FieldType.blob, [2, 0x61, 0x62])).toEqual(Uint8Array.from([0x61, 0x62]));
  expect(read(FieldType.string, [1, 0x80])).toEqual(Uint8Array.from([0x80]));
});

test('dates and times become the text that SQL reads', () => {
  expect(read(FieldType.date, [4, 0xe8, 0x07, 2, 29])).toBe('2024-02-29');
  expect(read(FieldType.dateTime, [4, 0xe8, 0x07, 2, 29])).toBe('2024-02-29 00:00:00');
  expect(read(FieldType.dateTime, [7, 0xe8, 0x07, 2, 29, 13, 5, 6])).toBe('2024-02-29 13:05:06');
  expect(read(FieldType.timestamp, [11, 0xe8, 0x07, 2, 29, 13, 5, 6, 1, 0, 0, 0])).toBe(
    '2024-02-29 13:05:06.000001',
  );
  expect(read(FieldType.dateTime, [0])).toBe('0000-00-00 00:00:00');
  expect(read(FieldType.time, [8, 1, 1, 0, 0, 0, 2, 3, 4])).toBe('-26:03:04');
  expect(read(FieldType.time, [0])).toBe('00:00:00');
});
