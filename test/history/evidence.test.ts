// What verdicts keep of operations: everything where it is short; of what is long its ends, said to be shortened.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { briefOperation, briefValue } from '../../src/history/evidence.ts';
import { historyInMemory } from '../../src/history/history.ts';
import type { JsonValue, Operation } from '../../src/history/operation.ts';
import { readHistory } from '../../src/history/read.ts';
import { shownValue } from '../../src/history/shown-value.ts';

const long = 'x'.repeat(2_000_000);

function operationOf(value: JsonValue, more: Partial<Operation> = {}): Operation {
  return { index: 0, time: 0, process: 0, type: 'invoke', f: 'write', value, ...more };
}

test.each<[JsonValue]>([
  [null],
  ['short'],
  [Array.from({ length: 2_000 }, (_, at) => at)],
  [{ deep: [[{ enough: 'y'.repeat(16_000) }]] }],
])('a short value is kept whole', (value) => {
  expect(briefValue(value)).toBe(value);
  const operation = operationOf(value);
  expect(briefOperation(operation)).toBe(operation);
});

test.each<[JsonValue]>([
  [long],
  [Array.from({ length: 20_000 }, () => 1)],
  [[['append', 1, long]]],
  [{ deep: { deeper: [long] } }],
  [{ ...Array.from({ length: 5_000 }, (_, at) => at) }],
])('of a long one its ends', (value) => {
  expect(briefValue(value)).toBe(shownValue(value));
  expect(briefOperation(operationOf(value))).toEqual({
    ...operationOf(shownValue(value)),
    shortened: true,
  });
});

test('a long key or error is shortened beside a value that is kept', () => {
  const brief = briefOperation(operationOf([1, 2], { type: 'fail', key: long, error: long }));
  expect(brief).toMatchObject({ value: [1, 2], shortened: true });
  for (const text of [brief.key, brief.error]) expect(text).toMatch(/^"x+\.\.\.x+" \(2000000 characters\)$/);
});

test('a history gives evidence and indexes wherever its operations are', async () => {
  const operations = [operationOf(long), { ...operationOf(long), index: 1, time: 1, type: 'ok' as const }];
  const directory = mkdtempSync(join(tmpdir(), 'evidence-'));
  const [lines, forms] = [join(directory, 'history.jsonl'), join(directory, 'history.edn')];
  writeFileSync(lines, operations.map((one) => `${JSON.stringify(one)}\n`).join(''));
  writeFileSync(
    forms,
    operations
      .map(({ type }, time) => `{:process 0 :type :${type} :f :write :time ${time} :value "${long}"}\n`)
      .join(''),
  );
  const histories = [historyInMemory(operations), await readHistory(lines), await readHistory(forms)];
  for (const history of histories) {
    for (const row of [0, 1, 1]) {
      expect(history.indexAt(row)).toBe(row);
      expect(history.evidence(row)).toEqual(briefOperation(operations[row] as Operation));
      expect(history.operation(row)).toEqual(operations[row]);
    }
    expect(() => history.indexAt(2)).toThrow('row 2 of a history of 2');
    expect(() => history.evidence(2)).toThrow('row 2 of a history of 2');
  }
  rmSync(directory, { recursive: true });
});
