// Which part of a table a WHERE clause can touch: points and ranges on a prefix of the primary key, else everything.
// A plan may be too wide, never too narrow: every row it yields is still tested against the whole clause.

import type { OrderItem, SelectItem } from '../sql/ast.ts';
import type { Expression } from '../sql/ast-expression.ts';
import type { DataType } from '../sql/column-type.ts';
import { toNumber } from '../sql/values.ts';
import type { SqlValue } from '../statement.ts';
import type { StoredTable } from './catalog.ts';
import { comparatorOf } from './column-value.ts';
import { type ConstantOf, columnConditions } from './key-conditions.ts';
import { allKeys, type Comparator, type Key, type KeyRange } from './table.ts';

/** Beyond so many points a scan is as good. */
const mostRanges = 1000;

export type KeyPlan =
  | { readonly kind: 'points'; readonly keys: readonly Key[] }
  /** Disjoint and in key order. */
  | { readonly kind: 'ranges'; readonly ranges: readonly KeyRange[] };

const wholeTable: KeyPlan = { kind: 'ranges', ranges: [allKeys] };

/** A constant as a value of the key's order; `undefined` where comparing with it does not follow that order. */
function keyValue(type: DataType, value: SqlValue): SqlValue | undefined {
  if (value === null) return undefined;
  if (type.kind === 'integer' || type.kind === 'double') return toNumber(value);
  if (type.kind === 'text') return typeof value === 'string' ? value : undefined;
  return value instanceof Uint8Array ? value : undefined;
}

/** `null` when one of them cannot be used. */
function keyValues(type: DataType, constants: readonly SqlValue[]): SqlValue[] | null {
  const values: SqlValue[] = [];
  for (const constant of constants) {
    const value = keyValue(type, constant);
    if (value === undefined) return null;
    values.push(value);
  }
  return values;
}

interface Bound {
  readonly value: SqlValue;
  readonly inclusive: boolean;
}

interface ColumnLimits {
  /** The only values possible, in order; `null`: any. */
  readonly values: readonly SqlValue[] | null;
  readonly low: Bound | null;
  readonly high: Bound | null;
}

function distinctSorted(values: readonly SqlValue[], compare: Comparator): SqlValue[] {
  if (values.length < 2) return [...values];
  const sorted = [...values].sort(compare);
  return sorted.filter((value, index) => index === 0 || compare(sorted[index - 1] ?? null, value) !== 0);
}

/** The tighter of two bounds; `sign` is 1 for low ones. */
function tighter(known: Bound | null, next: Bound, compare: Comparator, sign: number): Bound {
  if (known === null) return next;
  const order = compare(next.value, known.value) * sign;
  return order > 0 || (order === 0 && !next.inclusive) ? next : known;
}

/** Everything the conditions say about one key column. */
function limitsOf(
  conditions: ReturnType<typeof columnConditions>,
  name: string,
  type: DataType,
): ColumnLimits {
  const compare = comparatorOf(type);
  let values: readonly SqlValue[] | null = null;
  let low: Bound | null = null;
  let high: Bound | null = null;
  for (const { column, operator, constants } of conditions) {
    if (column !== name) continue;
    const usable = keyValues(type, constants);
    if (usable === null) continue;
    const value = usable[0] ?? null;
    if (operator === '=') {
      if (values === null || usable.length < values.length) values = distinctSorted(usable, compare);
    } else if (operator === '>' || operator === '>=') {
      low = tighter(low, { value, inclusive: operator === '>=' }, compare, 1);
    } else {
      high = tighter(high, { value, inclusive: operator === '<=' }, compare, -1);
    }
  }
  return { values, low, high };
}

function rangeAfter(prefix: Key, { low, high }: ColumnLimits): KeyRange {
  return {
    low: low === null ? prefix : [...prefix, low.value],
    lowInclusive: low?.inclusive ?? true,
    high: high === null ? prefix : [...prefix, high.value],
    highInclusive: high?.inclusive ?? true,
  };
}

/** Plans the access to `stored` for a WHERE clause. */
export function planKeys(where: Expression | null, stored: StoredTable, constantOf: ConstantOf): KeyPlan {
  const { columns, keyColumns } = stored.definition;
  if (where === null || keyColumns.length === 0) return wholeTable;
  const conditions = columnConditions(where, constantOf);
  if (conditions.length === 0) return wholeTable;
  let prefixes: Key[] = [[]];
  for (const index of keyColumns) {
    const column = columns[index];
    if (column === undefined) return wholeTable;
    const limits = limitsOf(conditions, column.name.toLowerCase(), column.type);
    const { values } = limits;
    if (values === null || values.length * prefixes.length > mostRanges) {
      return { kind: 'ranges', ranges: prefixes.map((prefix) => rangeAfter(prefix, limits)) };
    }
    if (keyColumns.length === 1) return { kind: 'points', keys: values.map((value) => [value]) };
    prefixes = prefixes.flatMap((prefix) => values.map((value) => [...prefix, value]));
  }
  return { kind: 'points', keys: prefixes };
}

/** Do rows in key order already satisfy this ORDER BY? `items` because an alias may hide a column's name. */
export function followsKeyOrder(
  orderBy: readonly OrderItem[],
  stored: StoredTable,
  items: readonly SelectItem[],
): boolean {
  const { columns, keyColumns } = stored.definition;
  return orderBy.every(({ expression, descending }, position) => {
    if (descending || expression.kind !== 'column') return false;
    const name = expression.name.toLowerCase();
    const keyColumn = columns[keyColumns[position] ?? -1];
    return (
      keyColumn?.name.toLowerCase() === name && items.every(({ alias }) => alias?.toLowerCase() !== name)
    );
  });
}
