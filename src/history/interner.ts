// Numbers for names, keys and values, counted from 0 in the order of their first appearance: equal JSON has an equal number,
// so that comparing two values is comparing two integers.

import type { JsonValue } from './operation.ts';

/** No key, no value, no other end: what a column holds where there is nothing. */
export const absent = -1;

/** What the integers of a column stand for: equal things have equal positions. */
export interface Table<T> {
  readonly length: number;
  get(position: number): T;
}

export interface Interner<T> extends Table<T> {
  idOf(item: T): number;
}

/** Gives equal JSON values equal numbers, counted from 0 in the order of their first appearance. */
export function createInterner<T extends JsonValue>(): Interner<T> {
  const items: T[] = [];
  const scalars = new Map<JsonValue, number>();
  const composites = new Map<string, number>();

  function remember<Key>(ids: Map<Key, number>, key: Key, item: T): number {
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, items.length);
    return items.push(item) - 1;
  }

  return {
    get length() {
      return items.length;
    },
    get: (position) => items[position] as T,
    idOf: (item) =>
      typeof item === 'object' && item !== null
        ? remember(composites, JSON.stringify(item), item)
        : remember(scalars, item, item),
  };
}
