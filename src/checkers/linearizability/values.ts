// Values as integers: equal JSON values get equal numbers, so that the search compares and hashes integers only.

import { canonicalText } from '../../history/canonical-text.ts';
import type { Table } from '../../history/interner.ts';
import type { JsonValue } from '../../history/operation.ts';
import { type IntegerMap, integerMap } from './integer-map.ts';

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

const nothing: Table<JsonValue> = { length: 0, get: () => null };

/** A table that starts with the values of `base` under the numbers they have there. */
export function valueTable(base: Table<JsonValue> = nothing): ValueTable {
  const known = base.length;
  const added: JsonValue[] = [];
  const valueOf = (id: number): JsonValue => (id < known ? base.get(id) : added[id - known]) ?? null;
  const add = (value: JsonValue): number => known + added.push(value) - 1;
  // Indexes are made when they are first asked for: most histories never look a value up.
  let integers: IntegerMap | null = null;
  const scalars = new Map<JsonValue, number>();
  let composites: Map<string, number> | null = null;

  const indexScalars = (): IntegerMap => {
    const made = integerMap(known);
    for (let id = 0; id < known; id++) {
      const value = base.get(id);
      if (isSmallInteger(value)) {
        if (made.get(value) === -1) made.set(value, id);
      } else if ((typeof value !== 'object' || value === null) && !scalars.has(value)) scalars.set(value, id);
    }
    integers = made;
    return made;
  };

  const indexComposites = (): Map<string, number> => {
    const made = new Map<string, number>();
    for (let id = 0; id < known; id++) {
      const value = base.get(id);
      if (typeof value !== 'object' || value === null) continue;
      const text = canonicalText(value);
      if (!made.has(text)) made.set(text, id);
    }
    composites = made;
    return made;
  };

  const intern = (value: JsonValue): number => {
    if (typeof value === 'object' && value !== null) {
      const index = composites ?? indexComposites();
      const text = canonicalText(value);
      let id = index.get(text);
      if (id === undefined) index.set(text, (id = add(value)));
      return id;
    }
    const index = integers ?? indexScalars();
    if (isSmallInteger(value)) {
      let id = index.get(value);
      if (id === -1) index.set(value, (id = add(value)));
      return id;
    }
    let id = scalars.get(value);
    if (id === undefined) scalars.set(value, (id = add(value)));
    return id;
  };

  return {
    intern,
    valueOf,
    get size() {
      return known + added.length;
    },
  };
}

/** Whether a value fits into 32 bits. */
export function isSmallInteger(value: JsonValue): value is number {
  return typeof value === 'number' && (value | 0) === value;
}
