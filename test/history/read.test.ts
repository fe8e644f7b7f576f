// One reader for both forms of a history, chosen by the file's name.

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/history/columns-of.ts';
import { HistoryError } from '../../src/history/history-error.ts';
import { readHistory } from '../../src/history/read.ts';
import { plainRows } from './plain-rows.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'read-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Reads a file of this name with this text. */
function read(name: string, text: string) {
  const path = join(directory, name);
  writeFileSync(path, text);
  return readHistory(path);
}

describe('the form of a history', () => {
  test('is told by its name', async () => {
    const history = await read(
      'history.edn',
      '{:process 0, :type :invoke, :f :read, :value nil}\n{:process 0, :type :ok, :f :read, :value 3}',
    );
    expect(history.operations().map(({ type, value }) => [type, value])).toEqual([
      ['invoke', null],
      ['ok', 3],
    ]);
    const line = '{"index":0,"time":0,"process":0,"type":"invoke","f":"read","value":null}\n';
    expect(await read('history.jsonl', line)).toHaveLength(1);
  });

  test('may be EDN of many pieces, of which single operations are read again', async () => {
    const maps = Array.from(
      { length: 30_000 },
      (_, i) => `{:process ${i}, :type :invoke,\n :f :write, :value "${'ü'.repeat(i % 50)}"}`,
    );
    const history = await read('history.edn', `[${maps.join('\n')}]\n`);
    expect(history).toHaveLength(30_000);
    expect(history.operation(29_999)).toMatchObject({ index: 29_999, time: 29_999, value: 'ü'.repeat(49) });
    expect(history.columns().values).toHaveLength(50);
  });

  test('does not matter to what is wrong with it', async () => {
    await expect(read('history.edn', '')).rejects.toThrow('is empty');
    await expect(read('history.edn', '; nothing\n[]')).rejects.toThrow('is empty');
    await expect(read('history.edn', '{:process 0, :type :ok, :f :read}')).rejects.toThrow(
      'line 1, column 1: process 0 completes read, which it never began',
    );
    await expect(readHistory(join(directory, 'none.edn'))).rejects.toThrow('There is no history at');
    await expect(readHistory(join(directory, 'none.jsonl'))).rejects.toThrow('There is no history at');
    await expect(read('history.csv', 'a,b\n1,2')).rejects.toThrow('begins neither as JSON nor as EDN');
    await expect(readHistory(join(directory, 'none.jsonl'))).rejects.toThrow(HistoryError);
  });
});

const corpus = '/work/shared/corpus';
test.skipIf(!existsSync(corpus))('every reference history is read', async () => {
  const names = readdirSync(corpus, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.jsonl') || name.endsWith('.edn'));
  expect(files.length).toBeGreaterThan(400);
  for (const file of files) {
    const { length, torn } = await readHistory(join(corpus, file));
    expect(length).toBeGreaterThan(0);
    expect(torn).toBeNull();
  }
});

test.skipIf(!existsSync(corpus))('a history in EDN holds what the same one in JSON holds', async () => {
  const files = readdirSync(join(corpus, 'isolation/edn'));
  expect(files.length).toBeGreaterThan(50);
  for (const file of files) {
    const twins = ['list-append', 'rw-register'].map((folder) =>
      join(corpus, 'isolation', folder, file.replace(/edn$/, 'jsonl')),
    );
    const twin = twins.find((path) => existsSync(path));
    if (twin === undefined) throw new Error(`${file} has no twin`);
    const history = await readHistory(join(corpus, 'isolation/edn', file));
    const rows = plainRows((await readHistory(twin)).columns());
    expect(plainRows(history.columns())).toEqual(rows);
    expect(plainRows(columnsOf(history.operations()))).toEqual(rows);
  }
});

test.skipIf(!existsSync(corpus))('the times of a history never go back', async () => {
  const names = readdirSync(corpus, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((each) => each.endsWith('.edn'))) {
    const { time } = (await readHistory(join(corpus, name))).columns();
    expect(time.every((now, row) => row === 0 || now >= (time[row - 1] as number))).toBe(true);
  }
});
