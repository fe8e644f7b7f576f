// A history in the other form, by the command.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ordeal } from './ordeal.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'convert-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const lines =
  '{"index":0,"time":5,"process":0,"type":"invoke","f":"txn","value":[["append","x",1]],"node":"n1"}\n' +
  '{"index":1,"time":9,"process":0,"type":"info","f":"txn","value":null,"node":"n1","error":"timeout"}\n';

test('a history goes to EDN and back', async () => {
  const [first, edn, again] = ['a.jsonl', 'b.edn', 'c.jsonl'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(first, lines);
  expect(await ordeal(['convert', first, edn])).toMatchObject({ exitCode: 0, stdout: `${edn}: 2 events` });
  expect(readFileSync(edn, 'utf8')).toContain('{:index 0, :time 5, :type :invoke, :process 0, :f :txn,');
  await ordeal(['convert', edn, again]);
  const parse = (text: string): unknown[] =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  expect(parse(readFileSync(again, 'utf8'))).toEqual(parse(lines));
});

test('nothing is overwritten, and other forms are refused', async () => {
  const path = join(directory, 'a.jsonl');
  writeFileSync(path, lines);
  expect(await ordeal(['convert', path, path])).toMatchObject({ exitCode: 64 });
  expect((await ordeal(['convert', path, join(directory, 'a.csv')])).stderr).toContain(
    'must end in .jsonl or .edn',
  );
});
