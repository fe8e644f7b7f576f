// Where the operations of a history carry their key: in a field of its own, or in front of the value, as Jepsen's
// independent workloads write. Either way, what comes out is a key and a value for each row.

import type { Columns } from '../../history/columns.ts';
import { nemesisProcess, typeCode } from '../../history/columns.ts';
import type { History } from '../../history/history.ts';
import { HistoryError } from '../../history/history-error.ts';
import { absent, type Table } from '../../history/interner.ts';
import type { JsonValue } from '../../history/operation.ts';
import { type ValueTable, valueTable } from './values.ts';

/** How to see keys in operations. `tuples`: every value is `[key, value]`. */
export type KeyStyle = 'field' | 'tuples';

/** Key and value of each row. */
export interface KeyedValues {
  /** Position in `keys`, or `absent`; equal keys have equal positions. */
  keyOf(row: number): number;
  /** Number in `values`. */
  valueOf(row: number): number;
  readonly keys: Pick<Table<JsonValue>, 'length' | 'get'>;
  readonly values: ValueTable;
}

type Pair = readonly [JsonValue, JsonValue];

function isPair(value: JsonValue): value is Pair {
  return Array.isArray(value) && value.length === 2;
}

/**
 * Whether the values of a history are `[key, value]` tuples: no operation has a key, every client's value is a pair, and
 * each invoked read asks for `[key, null]`, which no read of a plain object would.
 */
export function keyStyle({ length, process, type, f, key, value, names, values }: Columns): KeyStyle {
  let reads = 0;
  for (let row = 0; row < length; row++) {
    if (process[row] === nemesisProcess) continue;
    const id = value[row] as number;
    const found = key[row] === absent && id !== absent ? values.get(id) : null;
    if (!isPair(found)) return 'field';
    if (type[row] !== typeCode.invoke || names.get(f[row] as number) !== 'read') continue;
    if (found[1] !== null) return 'field';
    reads++;
  }
  return reads > 0 ? 'tuples' : 'field';
}

/** Keys and values where they stand in their own fields. A transaction is a value of its own, made when it is asked for. */
function fields(history: History, columns: Columns): KeyedValues {
  const values = valueTable(columns.values);
  const { key, value } = columns;
  return {
    keyOf: (row) => key[row] as number,
    valueOf(row) {
      const id = value[row] as number;
      return id === absent ? values.intern(history.operation(row).value) : id;
    },
    keys: columns.keys,
    values,
  };
}

/** @throws {HistoryError} at a value that is not a pair */
function tuples(history: History, { value, values }: Columns): KeyedValues {
  const keys = valueTable();
  const inner = valueTable();
  const keyOf = new Int32Array(values.length);
  const valueOf = new Int32Array(values.length);
  for (let id = 0; id < values.length; id++) {
    const found = values.get(id);
    keyOf[id] = isPair(found) ? keys.intern(found[0]) : absent;
    if (isPair(found)) valueOf[id] = inner.intern(found[1]);
  }
  const inside = (row: number): number => {
    const id = value[row] as number;
    if (id === absent || keyOf[id] === absent) {
      throw new HistoryError(`operation ${history.indexAt(row)}: expected a value [key, value]`);
    }
    return id;
  };
  return {
    keyOf: (row) => keyOf[inside(row)] as number,
    valueOf: (row) => valueOf[inside(row)] as number,
    keys: { length: keys.size, get: keys.valueOf },
    values: inner,
  };
}

/** Keys and values of a history's rows. @throws {HistoryError} at a row without a key, for tuples */
export function keyedValues(history: History, style: KeyStyle): KeyedValues {
  const columns = history.columns();
  return style === 'tuples' ? tuples(history, columns) : fields(history, columns);
}
