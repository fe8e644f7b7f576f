// The rows of one table, sorted by primary key: the one place that knows how rows are kept. Statements see rows only
// through `Table`, so that rows of several versions can take the place of single ones without touching them.

import sortedBTree from 'sorted-btree';
import type { Row } from '../sql/scope.ts';
import type { SqlValue } from '../statement.ts';

// A CommonJS package: what Node calls its default export is the whole module, test runners unwrap it.
const BTree = 'default' in sortedBTree ? sortedBTree.default : sortedBTree;

/** Values of the primary key columns in key order; in a range also the first few of them. */
export type Key = readonly SqlValue[];

/** Orders two values of one key column, never NULL. */
export type Comparator = (left: SqlValue, right: SqlValue) => number;

/** Keys between two bounds. A bound shorter than the key means every key that begins with it. */
export interface KeyRange {
  readonly low: Key;
  readonly lowInclusive: boolean;
  readonly high: Key;
  readonly highInclusive: boolean;
}

/** The range of all keys: the empty bound is the beginning of every key. */
export const allKeys: KeyRange = { low: [], lowInclusive: true, high: [], highInclusive: true };

export interface Table {
  get(key: Key): Row | undefined;
  /** Visits rows in key order until `visit` answers `false`. The table must not be changed meanwhile. */
  scan(range: KeyRange, visit: (row: Row, key: Key) => boolean): void;
  /** Inserts or replaces. */
  put(key: Key, row: Row): void;
  /** Does nothing where there is no such row. */
  delete(key: Key): void;
  clear(): void;
  readonly count: number;
}

/** Compares as far as both keys reach. */
function comparePrefixes(left: Key, right: Key, comparators: readonly Comparator[]): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) {
    const order = comparators[index]?.(left[index] ?? null, right[index] ?? null) ?? 0;
    if (order !== 0) return order;
  }
  return 0;
}

/** An empty table whose key has one column for each comparator. */
export function createTable(comparators: readonly Comparator[]): Table {
  const [first] = comparators;
  const compareKeys =
    comparators.length === 1 && first !== undefined
      ? (left: Key, right: Key) =>
          left.length * right.length === 0 ? left.length - right.length : compareFirst(first, left, right)
      : (left: Key, right: Key) => comparePrefixes(left, right, comparators) || left.length - right.length;
  const rows = new BTree<Key, Row>(undefined, compareKeys);
  return {
    get: (key) => rows.get(key),
    put: (key, row) => {
      rows.set(key, row);
    },
    delete: (key) => {
      rows.delete(key);
    },
    clear: () => rows.clear(),
    get count() {
      return rows.size;
    },
    scan: ({ low, lowInclusive, high, highInclusive }, visit) => {
      const reused: [Key, Row] = [[], []];
      for (const [key, row] of rows.entries(low, reused)) {
        if (!lowInclusive && comparePrefixes(key, low, comparators) === 0) continue;
        const order = comparePrefixes(key, high, comparators);
        if (order > 0 || (order === 0 && !highInclusive)) return;
        if (!visit(row, key)) return;
      }
    },
  };
}

function compareFirst(compare: Comparator, left: Key, right: Key): number {
  return compare(left[0] ?? null, right[0] ?? null);
}
