// From a history to the calls of each object: invocations with their completions, sorted by key in two passes. A history
// is linearizable exactly when each object's part is (locality: Herlihy and Wing 1990, section 3.1).

import { type Columns, nemesisProcess, typeCode } from '../../history/columns.ts';
import type { History } from '../../history/history.ts';
import { absent } from '../../history/interner.ts';
import type { JsonValue } from '../../history/operation.ts';
import { type CallColumns, NEVER } from './call-columns.ts';
import { type ValueTable, valueTable } from './values.ts';

/** The calls of one key. */
export interface ObjectCalls {
  /** Absent where the history is about one object. */
  readonly key?: JsonValue;
  readonly calls: CallColumns;
}

/** What a history is taken for. */
export interface ObjectOptions {
  /** Keep failed calls, for what their failure tells; otherwise they had no effect and are left out. */
  readonly keepFailed: boolean;
  /** What a call is asked for is who makes it: its process, in place of its value. */
  readonly byProcess: boolean;
}

/** Numbers of the keys and values of rows. */
interface KeyedValues {
  /** `absent` where there is no key. */
  keyOf(row: number): number;
  askedOf(row: number): number;
  answerOf(row: number): number;
  readonly keys: Columns['keys'];
  readonly values: ValueTable;
}

/** The calls of each object, in the order of their first calls. Keys are those in the field. */
export function objectsOf(
  history: History,
  { keepFailed, byProcess }: ObjectOptions,
): readonly ObjectCalls[] {
  const columns = history.columns();
  const keyed = keyedValues(history, byProcess);
  const { group, keys } = grouping(columns, keyed, keepFailed);
  const starts = startsOf(group, keys.length);
  const all = gather(columns, keyed, group, starts, keepFailed);
  return keys.map((key, at): ObjectCalls => {
    const [from, to] = [starts[at] as number, starts[at + 1] as number];
    const calls = {
      count: to - from,
      f: all.f.subarray(from, to),
      input: all.input.subarray(from, to),
      output: all.output.subarray(from, to),
      invoked: all.invoked.subarray(from, to),
      completed: all.completed.subarray(from, to),
      refused: all.refused?.subarray(from, to) ?? null,
      names: columns.names,
      values: keyed.values,
    };
    return key === absent ? { calls } : { key: keyed.keys.get(key), calls };
  });
}

/** A transaction is a value of its own, made when it is asked for. */
function keyedValues(history: History, byProcess: boolean): KeyedValues {
  const { key, value, process, keys, values: table } = history.columns();
  const values = valueTable(table);
  const answerOf = (row: number): number => {
    const id = value[row] as number;
    return id === absent ? values.intern(history.operation(row).value) : id;
  };
  return {
    keyOf: (row) => key[row] as number,
    askedOf: byProcess ? (row) => values.intern(process[row] as number) : answerOf,
    answerOf,
    keys,
    values,
  };
}

const LEFT_OUT = -1;

/** Per row, the group of its key, for invocations that count; and the key of each group. */
function grouping(
  columns: Columns,
  keyed: KeyedValues,
  keepFailed: boolean,
): { readonly group: Int32Array; readonly keys: readonly number[] } {
  const { length, process, type, pair } = columns;
  const group = new Int32Array(length).fill(LEFT_OUT);
  const keys: number[] = [];
  // Entry 0 is for operations without a key.
  const groupOfKey = new Int32Array(keyed.keys.length + 1).fill(LEFT_OUT);
  for (let row = 0; row < length; row++) {
    if (type[row] !== typeCode.invoke || process[row] === nemesisProcess) continue;
    const other = pair[row] as number;
    if (!keepFailed && other !== absent && type[other] === typeCode.fail) continue;
    const key = keyed.keyOf(row);
    let number = groupOfKey[key + 1] as number;
    if (number === LEFT_OUT) groupOfKey[key + 1] = number = keys.push(key) - 1;
    group[row] = number;
  }
  return { group, keys };
}

/** Where each group begins when rows are sorted by group; one entry more for the end. */
function startsOf(group: Int32Array, groups: number): Int32Array {
  const starts = new Int32Array(groups + 1);
  for (let row = 0; row < group.length; row++) {
    const number = group[row] as number;
    if (number !== LEFT_OUT) (starts[number + 1] as number)++;
  }
  for (let number = 0; number < groups; number++) {
    (starts[number + 1] as number) += starts[number] as number;
  }
  return starts;
}

type Gathered = Omit<CallColumns, 'count' | 'names' | 'values'>;

/** The columns of all calls, group after group. */
function gather(
  { f, type, pair }: Columns,
  keyed: KeyedValues,
  group: Int32Array,
  starts: Int32Array,
  keepFailed: boolean,
): Gathered {
  const count = starts.at(-1) as number;
  const all = {
    f: new Uint16Array(count),
    input: new Int32Array(count),
    output: new Int32Array(count),
    invoked: new Int32Array(count),
    completed: new Int32Array(count),
    refused: keepFailed ? new Uint8Array(count) : null,
  };
  const next = starts.slice();
  for (let row = 0; row < group.length; row++) {
    const number = group[row] as number;
    if (number === LEFT_OUT) continue;
    const at = next[number] as number;
    next[number] = at + 1;
    const other = pair[row] as number;
    const ending = other === absent ? typeCode.info : (type[other] as number);
    all.f[at] = f[row] as number;
    all.input[at] = keyed.askedOf(row);
    all.output[at] = ending === typeCode.ok ? keyed.answerOf(other) : absent;
    all.invoked[at] = row;
    all.completed[at] = ending === typeCode.info ? NEVER : other;
    if (all.refused !== null && ending === typeCode.fail) all.refused[at] = 1;
  }
  return all;
}
