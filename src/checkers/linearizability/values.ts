// Values as integers: equal JSON values get equal numbers, so that the search compares and hashes integers only.

import type { JsonValue } from '../../history/operation.ts';

/** Numbers for values, from 0 in the order of first sight. */
export interface ValueTable {
  intern(value: JsonValue): number;
  /** The value of a number given out before. */
  valueOf(id: number): JsonValue;
  readonly size: number;
}

/** A text that is equal for equal values: keys of objects sorted. */
export function canonicalText(value: JsonValue): string {
  return JSON.stringify(value, (_key, part: JsonValue) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Whether two JSON values are equal. */
export function sameValue(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  return canonicalText(a) === canonicalText(b);
}

/** An empty table. */
export function valueTable(): ValueTable {
  const values: JsonValue[] = [];
  const plain = new Map<JsonValue, number>();
  const composite = new Map<string, number>();
  const add = (value: JsonValue): number => values.push(value) - 1;
  return {
    intern(value) {
      if (value === null || typeof value !== 'object') {
        let id = plain.get(value);
        if (id === undefined) plain.set(value, (id = add(value)));
        return id;
      }
      const text = canonicalText(value);
      let id = composite.get(text);
      if (id === undefined) composite.set(text, (id = add(value)));
      return id;
    },
    valueOf: (id) => values[id] ?? null,
    get size() {
      return values.length;
    },
  };
}
