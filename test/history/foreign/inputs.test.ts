// Histories as people have them: each is read as it was meant, or refused in one sentence that says where and what.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HistoryError } from '../../../src/history/history-error.ts';
import type { Operation } from '../../../src/history/operation.ts';
import { readHistory } from '../../../src/history/read.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'inputs-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function read(name: string, content: string | Uint8Array) {
  const path = join(directory, name);
  writeFileSync(path, content);
  return readHistory(path);
}

const brief = ({ process, type, f, value }: Operation) => [process, type, f, value];
const write = [
  [0, 'invoke', 'write', 3],
  [0, 'ok', 'write', 3],
];
const edn =
  '{:process 0, :type :invoke, :f :write, :value 3}\n{:process 0, :type :ok, :f :write, :value 3}\n';
const json =
  '{"process":0,"type":"invoke","f":"write","value":3}\n{"process":0,"type":"ok","f":"write","value":3}\n';

describe('one write is read from', () => {
  test.each<readonly [string, string, string | Uint8Array]>([
    ['EDN with a byte order mark', 'h.edn', `\uFEFF${edn}`],
    ['EDN with returns', 'h.edn', edn.replaceAll('\n', '\r\n')],
    ['a vector', 'h.edn', `[${edn}]`],
    ['tagged records', 'h.edn', edn.replaceAll('{', '#jepsen.history.Op{')],
    ['strings for keywords', 'h.edn', edn.replaceAll(/:(invoke|ok|write)/g, '"$1"')],
    ['EDN under another name', 'h.log', `; comment\n${edn}`],
    ['an array in JSON', 'h.json', `[${json.trim().replace('\n', ',\n ')}]`],
    ['an array in .jsonl', 'h.jsonl', `[${json.trim().replace('\n', ',')}]`],
    ['JSON lines without index and time', 'h.jsonl', json],
    ['JSON lines with returns', 'h.jsonl', json.replaceAll('\n', '\r\n')],
    [
      'JSON over many lines',
      'h.json',
      json
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.stringify(JSON.parse(line), null, 2))
        .join('\n'),
    ],
    ['JSON under another name', 'h', json],
    ['fields of null', 'h.json', json.replaceAll('{', '{"index":null,"time":null,"error":null,"key":null,')],
    ['no process, one at a time', 'h.edn', edn.replaceAll(':process 0, ', '')],
    ['no process, in JSON', 'h.json', json.replaceAll('"process":0,', '')],
    ['an index with gaps', 'h.edn', edn.replace('{', '{:index 4 ').replace('\n{', '\n{:index 9 ')],
    ['nanoseconds since 1970', 'h.edn', edn.replaceAll('{', '{:time 1700000000000000000 ')],
  ])('%s', async (_what, name, content) => {
    const history = await read(name, content);
    expect(history.operations().map(brief)).toEqual(write);
    expect(history.operation(1)).toEqual(history.operations()[1]);
    expect(history.evidence(1)).toEqual(history.operations()[1]);
    expect(history.columns().pair).toEqual(Int32Array.of(1, 0));
  });
});

describe('transactions without :f are', () => {
  const whole =
    '{:process 0 :type :invoke :value [[:append 1 7] [:r 2 nil]]} {:process 0 :type :ok :value [[:append 1 7] [:r 2 [3]]]}';
  test('transactions', async () => {
    const history = await read('h.edn', whole);
    expect(history.operations().map(({ f }) => f)).toEqual(['txn', 'txn']);
    expect(history.columns().transactions.kind).toHaveLength(4);
  });
  test('also where one failed without a value', async () => {
    const history = await read(
      'h.edn',
      `${whole} {:process 1 :type :invoke :value [[:r 1 nil]]} {:process 1 :type :fail}`,
    );
    expect(history.operation(3)).toMatchObject({ f: 'txn', type: 'fail', value: null });
  });
});

describe('completions alone are begun as early as they can have been', () => {
  test('each by itself without a process', async () => {
    const history = await read(
      'h.edn',
      '[{:type :ok, :value [[:append :x 1] [:r :y [1]]]} {:type :ok, :value [[:append :x 2]]}]',
    );
    expect(history.operations().map(({ type, value }) => [type, value])).toEqual([
      [
        'invoke',
        [
          ['append', 'x', 1],
          ['r', 'y', null],
        ],
      ],
      ['invoke', [['append', 'x', 2]]],
      [
        'ok',
        [
          ['append', 'x', 1],
          ['r', 'y', [1]],
        ],
      ],
      ['ok', [['append', 'x', 2]]],
    ]);
    expect(history.notes?.[0]).toContain('completions alone');
  });
  test('one after the other of a process, which an unknown outcome ends', async () => {
    const of = (process: number, type: string, x: number) =>
      `{:process ${process} :type :${type} :value [[:w :x ${x}]]}`;
    const history = await read(
      'h.edn',
      [of(0, 'ok', 1), of(1, 'ok', 2), of(0, 'info', 3), of(0, 'ok', 4)].join(' '),
    );
    expect(history.operations().map(({ process, type }) => `${process} ${type}`)).toEqual([
      '0 invoke',
      '1 invoke',
      '0 ok',
      '0 invoke',
      '1 ok',
      '0 info',
      '2 invoke',
      '2 ok',
    ]);
    expect([...history.columns().pair]).toEqual([2, 4, 0, 5, 1, 3, 7, 6]);
  });
});

test('times that go back are told, where they go back by more than Jepsen lets them', async () => {
  const at = (...times: readonly number[]) =>
    times.map((time, process) => `{:process ${process} :type :invoke :f :read :time ${time}}`).join('\n');
  const back = await read('h.edn', at(5e9, 1e9, 6e9));
  expect(back.notes).toEqual([expect.stringContaining('Times go back by up to 4 s, first at operation 1')]);
  expect([...back.columns().time]).toEqual([5e9, 5e9, 6e9]);
  expect((await read('h.edn', at(5e9, 4.5e9))).notes).toEqual([]);
});

test('what is no client is the nemesis', async () => {
  const history = await read(
    'h.edn',
    '{:process :nemesis :type :info :f :kill :value nil} {:process :clock :type :info :f :bump :value 3}',
  );
  expect(history.operations().map(({ process }) => process)).toEqual(['nemesis', 'nemesis']);
});

describe('refused in one sentence:', () => {
  const bytes = (...list: readonly number[]) => Uint8Array.from([...list, ...Buffer.from('rest of it')]);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(edn, 'utf16le')]);
  const ok = '{:process 0 :type :ok :f :read :value 1}';
  const begin = ok.replace(':ok', ':invoke');
  test.each<readonly [string, string, string | Uint8Array, RegExp]>([
    ['nothing', 'h.edn', '', /h\.edn is empty: there is no operation to judge\.$/],
    ['blanks', 'h.edn', ' \n\t\n', /is empty/],
    ['blanks in lines', 'h.jsonl', ' \n\n', /is empty/],
    ['an empty array', 'h.json', '[]', /is empty/],
    ['a comment', 'h.edn', '; nothing', /is empty/],
    ['gzip', 'h.edn', gzipSync(edn), /is compressed by gzip: gunzip it first\.$/],
    ['zstd', 'h.edn', bytes(0x28, 0xb5, 0x2f, 0xfd), /is compressed by zstd/],
    ['xz', 'h.edn.xz', bytes(0xfd, 0x37, 0x7a, 0x58, 0x5a), /is compressed by xz/],
    ['bzip2', 'h.jsonl', bytes(0x42, 0x5a, 0x68, 0x39), /is compressed by bzip2/],
    ['zip', 'h.zip', bytes(0x50, 0x4b, 3, 4), /is a zip archive/],
    [
      'a binary test of Jepsen',
      'test.jepsen',
      'JEPSEN\0\0',
      /is in Jepsen's binary format: name the history\.edn/,
    ],
    ['other bytes', 'h.edn', bytes(1, 0, 2), /is no text/],
    ['UTF-16', 'h.edn', utf16, /is in UTF-16: save it as UTF-8/],
    [
      'a text for people',
      'history.txt',
      '0\t:invoke\t:read\tnil\n',
      /is the text that Jepsen writes for people/,
    ],
    ['a table', 'h.csv', 'process,type\n0,ok\n', /begins neither as JSON nor as EDN/],
    [
      'a time that is a moment',
      'h.edn',
      `${begin}\n  ${begin.replace('{:process 0', '{:process 1 :time #inst "2020-01-01"')}`,
      /line 2, column 3: :time must be a number of nanoseconds from 0, not "2020-01-01"/,
    ],
    [
      'a time that is a text',
      'h.json',
      json.replace('{', '{"time":"abc",'),
      /line 1, column 1: time must be a number/,
    ],
    [
      'a time below 0',
      'h.edn',
      edn.replace('{', '{:time -5 '),
      /:time must be a number of nanoseconds from 0, not -5/,
    ],
    ['a time that is no number', 'h.edn', edn.replace('{', '{:time ##NaN '), /:time must be a number/],
    [
      'an index that is a text',
      'h.json',
      `[${json.replace('{', '{"index":"a",').split('\n')[0]}]`,
      /the index is "a", which is no number/,
    ],
    [
      'an index that does not grow',
      'h.edn',
      edn.replaceAll('{', '{:index 2 '),
      /line 2, column 1: the :index is 2 after 2/,
    ],
    [
      'an answer to nothing',
      'h.edn',
      `${begin}\n${ok}\n\n ${ok}`,
      /line 4, column 2: process 0 completes read, which it never began/,
    ],
    ['an answer alone', 'h.edn', ok, /line 1, column 1: process 0 completes read, which it never began/],
    [
      'two things at a time',
      'h.json',
      `${json.split('\n')[0]}\n${json}`,
      /line 2, column 1: process 0 begins write while its write \(index 0\) is still open/,
    ],
    [
      'no process, two at a time',
      'h.edn',
      `${begin} ${begin}`.replaceAll(':process 0', ''),
      /has no :process: nothing tells which completion/,
    ],
    [
      'a process here and there',
      'h.edn',
      `${begin} ${ok.replace(':process 0', '')}`,
      /has no :process, but others have/,
    ],
    [
      'a transaction that begins behind completions',
      'h.edn',
      '{:type :ok :value [[:w 1 1]]} {:process 0 :type :invoke :value [[:w 1 2]]}',
      /an operation begins here, but those before were never begun/,
    ],
    [
      'a type of its own',
      'h.json',
      json.replace('invoke', 'begin'),
      /type must be invoke, ok, fail or info, not "begin"/,
    ],
    ['a list in a list', 'h.edn', `[[${begin}]]`, /line 1, column 2/],
    ['JSON cut off', 'h.json', json.slice(0, -9), /line 2, column 1: .*(?:never closed|not JSON)/],
    ['an array cut off', 'h.json', `[${json.split('\n')[0]},`, /line 1, column 1: "\[" is never closed/],
    ['EDN cut off', 'h.edn', edn.slice(0, -9), /line 2, column \d+: /],
    ['a number for an operation', 'h.json', `${json}7`, /line 3, column 1: this is no object: 7/],
    [
      'brackets within brackets',
      'h.json',
      `${json}{"process":1,"type":"invoke","f":"x","value":${'['.repeat(400)}${']'.repeat(400)}}`,
      /nested deeper than 256/,
    ],
  ])('%s', async (_what, name, content, sentence) => {
    const error = await read(name, content).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HistoryError);
    expect((error as Error).message).toMatch(sentence);
    expect((error as Error).message).toMatch(/^[^\n]*\.$/);
  });
});
