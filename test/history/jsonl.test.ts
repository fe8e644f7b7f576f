// Reading history.jsonl: torn ends, broken lines, operations that do not fit together.

import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { historyInJsonl } from '../../src/history/file-history.ts';
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
  const history = historyInJsonl(path);
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

describe('a line of a hundred megabytes', () => {
  const hundredMegabytes = 100 << 20;
  const lineOf = (value: Buffer): readonly Buffer[] => [
    Buffer.from('{"index":0,"time":0,"process":0,"type":"invoke","f":"write","value":'),
    value,
    Buffer.from('}\n'),
  ];
  const write = (parts: readonly Buffer[]): void => {
    writeFileSync(path, '');
    for (const part of parts) appendFileSync(path, part);
  };

  test('is read', () => {
    write([
      ...lineOf(Buffer.concat([Buffer.from('"'), Buffer.alloc(hundredMegabytes, 'x'), Buffer.from('"')])),
      Buffer.from(line(1, 1, 'invoke')),
    ]);
    const columns = historyInJsonl(path).columns();
    expect(columns.length).toBe(2);
    expect(columns.values.get(columns.value[0] as number)).toHaveLength(hundredMegabytes);
  });

  test('is refused in a sentence where it is broken', () => {
    write(lineOf(Buffer.alloc(hundredMegabytes, '[')));
    expect(() => historyInJsonl(path)).toThrow('line 1: this is nested deeper than 256');
  });
});

test('a line of more than 256 MiB is refused', () => {
  writeFileSync(path, '');
  truncateSync(path, 257 << 20);
  expect(() => historyInJsonl(path)).toThrow(`${path} has a line of more than 256 MiB.`);
});

describe('a transaction is completed as it was begun', () => {
  const transaction = (index: number, type: string, value: string) =>
    `{"index":${index},"time":0,"process":0,"type":"${type}","f":"txn","value":${value}}\n`;
  const begun = transaction(0, 'invoke', '[["r",1,null],["append","x",7]]');

  test.each([
    ['ok', '[["r",1,[1,2]],["append","x",7]]'],
    ['ok', '[["read",1.0,3],["append","\\u0078",7e0]]'],
    ['info', '[["r",1,null],["append","x",7]]'],
    ['info', 'null'],
    ['fail', '"conflict"'],
  ])('by %s of %s', (type, value) => {
    const { transactions, pair } = read(begun + transaction(1, type, value)).history.columns();
    expect([...pair]).toEqual([1, 0]);
    expect([...transactions.start]).toEqual(value.startsWith('[') ? [0, 2, 4] : [0, 2, 2]);
  });

  test.each([
    ['ok', '[["r",1,[1,2]]]', 'micro-operation 2 differs'],
    ['ok', '[["r",2,[1,2]],["append","x",7]]', 'micro-operation 1 differs'],
    ['ok', '[["r",1,[1,2]],["append","x",8]]', 'micro-operation 2 differs'],
    ['info', '[["r",1,[1,2]],["w","x",7]]', 'micro-operation 2 differs'],
    ['ok', '[["r",1,null],["append","x",7],["r",1,null]]', 'micro-operation 3 differs'],
    ['ok', 'null', 'completes no transaction, but what it began (index 0) is one'],
  ])('not by %s of %s', (type, value, message) => {
    expect(() => read(begun + transaction(1, type, value))).toThrow(`line 2: process 0 completes`);
    expect(() => read(begun + transaction(1, type, value))).toThrow(message);
  });
});

describe('columns', () => {
  test('equal values have equal numbers however they are written', () => {
    const values = [
      '1',
      '1.0',
      '1e0',
      '{"a":1,"b":[2]}',
      '{ "b" : [2.0], "\\u0061": 1e0 }',
      '"é"',
      '"\\u00e9"',
    ];
    const text = values.map(
      (value, index) =>
        `{"index":${index},"time":0,"process":${index},"type":"invoke","f":"write","value":${value}}\n`,
    );
    const [one, alsoOne, again, object, reordered, accent, escaped] = read(text.join('')).history.columns()
      .value;
    expect([alsoOne, again]).toEqual([one, one]);
    expect(reordered).toBe(object);
    expect(escaped).toBe(accent);
  });

  test('tell a number beyond 2^53, in whatever field of a value, from its neighbour', () => {
    const write = (index: number, value: string) =>
      `{"index":${index},"time":0,"process":${index},"type":"invoke","f":"write","value":${value}}\n`;
    const { value } = read(
      write(0, '["time",9007199254740993]') +
        write(1, '["time",9007199254740992]') +
        write(2, '{"time":9007199254740993}') +
        write(3, '{"time":9007199254740992}') +
        write(4, '1e999') +
        write(5, 'null'),
    ).history.columns();
    expect(new Set(value).size).toBe(6);
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
    [
      'a field that is there twice',
      line(0, 0, 'invoke').replace('"process"', '"process":1,"process"'),
      'line 1: a field is there twice',
    ],
    ['a whole last line that is wrong', line(0, 0, 'begin').trimEnd(), 'line 1: field "type" must be'],
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
    [
      'a time that goes back',
      '{"index":0,"time":7,"process":0,"type":"invoke","f":"read","value":null}\n' +
        '{"index":1,"time":6,"process":1,"type":"invoke","f":"read","value":null}\n',
      'line 2: the time is 6, but the operation before was at 7',
    ],
    [
      'a time before the start',
      '{"index":0,"time":-1,"process":0,"type":"invoke","f":"read","value":null}\n',
      'line 1: field "time" must be a number from 0',
    ],
    [
      'a time that is no number',
      '{"index":0,"time":1e999,"process":0,"type":"invoke","f":"read","value":null}\n',
      'line 1: field "time" must be a number from 0',
    ],
    [
      'a process beyond 2^31',
      line(0, 2147483648, 'invoke'),
      'field "process" must be a whole number from 0 to 2147483647, or "nemesis"',
    ],
    ['a node that is no string', line(0, 0, 'invoke', 'read', ',"node":3'), 'field "node" must be a string'],
    ['a key that is no JSON', line(0, 0, 'invoke', 'read', ',"key":01'), 'line 1: this is not JSON'],
    ['nothing but zeros', `${line(0, 0, 'invoke')}\0\0\0\n`, 'line 2: this is not JSON: ???'],
    [
      'lists without end',
      line(0, 0, 'invoke', 'read', `,"key":${'['.repeat(100_000)}`),
      'nested deeper than 256',
    ],
  ])('%s', (_name, text, message) => {
    expect(() => read(text)).toThrow(HistoryError);
    expect(() => read(text)).toThrow(message);
  });

  test('text that is not UTF-8', () => {
    const [before, after] = line(0, 0, 'invoke', 'read', ',"key":"?"').split('?') as [string, string];
    writeFileSync(path, Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]));
    expect(() => historyInJsonl(path)).toThrow(`${path} line 1: this is not UTF-8 text`);
  });

  test('a file that changed after it was read', () => {
    writeFileSync(path, line(0, 0, 'invoke') + line(1, 0, 'ok'));
    const history = historyInJsonl(path);
    writeFileSync(path, '');
    expect(() => history.operation(1)).toThrow(`${path} has become shorter since it was read.`);
    expect(() => history.operation(2)).toThrow(RangeError);
  });

  test('an empty history, and one with nothing but a torn line', () => {
    expect(() => read('')).toThrow(`${path} is empty`);
    expect(() => read('{"ind')).toThrow(`${path} holds no whole line`);
  });
});
