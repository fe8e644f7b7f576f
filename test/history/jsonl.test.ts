// Reading history.jsonl: torn ends, broken lines, operations that do not fit together.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { historyInFile } from '../../src/history/file-history.ts';
import { HistoryError } from '../../src/history/history-error.ts';

let path: string;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'jsonl-'));
  path = join(directory, 'history.jsonl');
});
afterEach(() => rmSync(directory, { recursive: true }));

const line = (index: number, process: number | string, type: string, f = 'read', more = '') =>
  `{"index":${index},"time":${index},"process":${JSON.stringify(process)},"type":"${type}","f":"${f}","value":null${more}}\n`;

/** Reads a file with this text. */
function read(text: string) {
  writeFileSync(path, text);
  const history = historyInFile(path);
  return { operations: history.operations(), torn: history.torn, history };
}

describe('what is whole is read', () => {
  test('operations, in their order', () => {
    const { operations, torn } = read(
      line(0, 0, 'invoke') + line(1, 'nemesis', 'info', 'kill') + line(2, 0, 'ok'),
    );
    expect(operations.map(({ process, type }) => `${process} ${type}`)).toEqual([
      '0 invoke',
      'nemesis info',
      '0 ok',
    ]);
    expect(torn).toBeNull();
  });

  test('a last line without newline that is complete counts', () => {
    expect(read(line(0, 0, 'invoke') + line(1, 0, 'ok').trimEnd()).operations).toHaveLength(2);
  });

  test('empty lines and a byte order mark are passed over', () => {
    const text = `\uFEFF${line(0, 0, 'invoke')}\r\n${line(1, 0, 'ok')}\n`;
    expect(read(text)).toMatchObject({ operations: [{ index: 0 }, { index: 1 }], torn: null });
  });

  test('integers beyond 2^53 stay distinct, as strings; digits inside strings and times stay as they are', () => {
    const long = (value: string, time = '1790000000000000001') =>
      `{"index":0,"time":${time},"process":0,"type":"invoke","f":"write","value":${value}}\n`;
    const valueOf = (value: string) => read(long(value)).operations[0]?.value;
    expect(valueOf('9007199254740993')).toBe('9007199254740993');
    expect(valueOf('[-9007199254740993,9007199254740991,1.5000000000000000001]')).toEqual([
      '-9007199254740993',
      9007199254740991,
      1.5,
    ]);
    expect(valueOf('"say \\"9007199254740993\\""')).toBe('say "9007199254740993"');
    expect(read(long('1')).operations[0]?.time).toBe(Number('1790000000000000001'));
  });

  test('a file of many pieces, with characters of several bytes across their borders', () => {
    const lines = Array.from({ length: 30_000 }, (_, index) =>
      line(index, index, 'invoke', 'read', `,"key":"${'ü€😀'.repeat(index % 7)}"`),
    );
    const { operations } = read(lines.join(''));
    expect(operations).toHaveLength(30_000);
    expect(operations.every(({ key }, index) => key === 'ü€😀'.repeat(index % 7))).toBe(true);
  });

  test('one line longer than a piece', () => {
    const text = 'x'.repeat(3 << 20);
    expect(
      read(line(0, 0, 'invoke', 'read', `,"key":"${text}"`) + line(1, 1, 'invoke')).operations[0]?.key,
    ).toBe(text);
  });
});

describe('what is broken is named', () => {
  test('a torn last line is left out and reported', () => {
    const { operations, torn } = read(line(0, 0, 'invoke') + line(1, 0, 'ok').slice(0, 20));
    expect(operations).toHaveLength(1);
    expect(torn).toBe(`${path} line 2, the last, is torn and was left out.`);
  });

  test.each([
    [
      'a broken line in the middle',
      line(0, 0, 'invoke') + '{"index":1,\n' + line(2, 0, 'ok'),
      'line 2: this is not JSON: {"index":1,',
    ],
    ['a line that is no object', line(0, 0, 'invoke') + '[1]\n', 'line 2: this is no object'],
    ['a wrong type', line(0, 0, 'begin'), 'line 1: field "type" must be'],
    ['a process with a name', line(0, 'someone', 'invoke'), 'line 1: field "process" must be'],
    [
      'a missing value',
      '{"index":0,"time":0,"process":0,"type":"invoke","f":"read"}\n',
      'line 1: field "value" is missing',
    ],
    [
      'a gap in the index',
      line(0, 0, 'invoke') + line(2, 0, 'ok'),
      'line 2: the index is 2, but 1 comes next',
    ],
    [
      'two operations at a time',
      line(0, 0, 'invoke') + line(1, 0, 'invoke', 'write'),
      'line 2: process 0 begins write while its read (index 0) is still open',
    ],
    ['a completion of nothing', line(0, 0, 'ok'), 'line 1: process 0 completes read, which it never began'],
    [
      'a completion of something else',
      line(0, 0, 'invoke') + line(1, 0, 'ok', 'write'),
      'line 2: process 0 completes write, but what it began (index 0) is read',
    ],
    [
      'a completion for another key',
      line(0, 0, 'invoke', 'read', ',"key":1') + line(1, 0, 'ok', 'read', ',"key":2'),
      'completes read of key 2',
    ],
    [
      'a process that goes on after an unknown outcome',
      line(0, 0, 'invoke') + line(1, 0, 'info') + line(2, 0, 'invoke'),
      'line 3: process 0 goes on after an operation of unknown outcome',
    ],
  ])('%s', (_name, text, message) => {
    expect(() => read(text)).toThrow(HistoryError);
    expect(() => read(text)).toThrow(message);
  });

  test('an empty history, and one with nothing but a torn line', () => {
    expect(() => read('')).toThrow(`${path} is empty`);
    expect(() => read('{"ind')).toThrow(`${path} holds no whole line`);
  });
});
