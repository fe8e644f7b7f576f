// A history as typed arrays: what the columns hold is what the operations held.

import { expect, test } from 'vitest';
import { createColumnBuilder } from '../../src/history/column-builder.ts';
import { nemesisProcess, typeCode } from '../../src/history/columns.ts';
import { columnsOf } from '../../src/history/columns-of.ts';
import { absent } from '../../src/history/interner.ts';
import type { JsonValue, Operation, OperationType, Process } from '../../src/history/operation.ts';

const operation = (
  index: number,
  process: Process,
  type: OperationType,
  f: string,
  value: JsonValue,
  key?: JsonValue,
): Operation => ({ index, time: index * 10, process, type, f, value, ...(key === undefined ? {} : { key }) });

const history: readonly Operation[] = [
  operation(0, 0, 'invoke', 'write', [1, 2], 'x'),
  operation(1, 1, 'invoke', 'read', null, { id: 1 }),
  operation(2, 'nemesis', 'info', 'kill', null),
  operation(3, 1, 'ok', 'read', [1, 2], { id: 1 }),
  operation(4, 'nemesis', 'info', 'kill', '1'),
  operation(5, 0, 'info', 'write', 1, 'x'),
  operation(6, 2, 'invoke', 'read', null),
];

test('columns hold each field of each operation', () => {
  const columns = columnsOf(history);
  expect(columns.length).toBe(7);
  expect([...columns.time]).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect([...columns.process]).toEqual([0, 1, nemesisProcess, 1, nemesisProcess, 0, 2]);
  expect([...columns.type]).toEqual(history.map(({ type }) => typeCode[type]));
  expect([...columns.f].map((id) => columns.names.get(id))).toEqual(history.map(({ f }) => f));
  expect([...columns.value].map((id) => columns.values.get(id))).toEqual(history.map(({ value }) => value));
  expect([...columns.key].map((id) => (id === absent ? undefined : columns.keys.get(id)))).toEqual(
    history.map(({ key }) => key),
  );
});

test('equal JSON has one id, and a number is not the string of it', () => {
  const { value, key } = columnsOf(history);
  expect(value[0]).toBe(value[3]);
  expect(key[1]).toBe(key[3]);
  expect(value[4]).not.toBe(value[5]);
});

test('pairs join an invocation and its completion, and the two events of the nemesis', () => {
  expect([...columnsOf(history).pair]).toEqual([5, 3, 4, 1, 2, 0, absent]);
});

test('a builder grows as far as it must', () => {
  const builder = createColumnBuilder(1);
  for (let index = 0; index < 1000; index += 1) builder.add(operation(index, index, 'invoke', 'read', index));
  const columns = builder.finish();
  expect([columns.length, columns.time.length, columns.values.length]).toEqual([1000, 1000, 1000]);
  expect(columns.process[999]).toBe(999);
});
