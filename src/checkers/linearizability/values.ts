// Values as integers: equal JSON values get equal numbers, so that the search compares and hashes integers only.

import { canonicalText } from '../../history/canonical-text.ts';
import { absent, type Table } from '../../history/interner.ts';
import type { JsonValue } from '../../history/operation.ts';
import { integerMap } from './integer-map.ts';

/** Numbers for values, from 0 in the order of first sight. */
export interface ValueTable {
  intern(value: JsonValue): number;
  /** The value of a number given out before. */
  valueOf(id: number): JsonValue;
  readonly size: number;
}

/** Whether two JSON values are equal. */
export function sameValue(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  return canonicalText(a) === canonicalText(b);
}

const nothing: Table<JsonValue> = { length: 0, get: () => null, find: () => absent };

/** A table that starts with the values of `base` under the numbers they have there. */
export function valueTable(base: Table<JsonValue> = nothing): ValueTable {
  const known = base.length;
  const added: JsonValue[] = [];
  const add = (value: JsonValue): number => known + added.push(value) - 1;
  // Of those that were added.
  const integers = integerMap(8);
  const scalars = new Map<JsonValue, number>();
  const composites = new Map<JsonValue, number>();

  const addedId = (value: JsonValue): number => {
    if (isSmallInteger(value)) {
      let id = integers.get(value);
      if (id === absent) integers.set(value, (id = add(value)));
      return id;
    }
    const isComposite = typeof value === 'object' && value !== null;
    const index: Map<JsonValue, number> = isComposite ? composites : scalars;
    const text = isComposite ? canonicalText(value) : value;
    let id = index.get(text);
    if (id === undefined) index.set(text, (id = add(value)));
    return id;
  };

  return {
    intern(value) {
      const id = base.find(value);
      return id === absent ? addedId(value) : id;
    },
    valueOf: (id) => (id < known ? base.get(id) : added[id - known]) ?? null,
    get size() {
      return known + added.length;
    },
  };
}

/** Whether a value fits into 32 bits. */
export function isSmallInteger(value: JsonValue): value is number {
  return typeof value === 'number' && (value | 0) === value;
}
