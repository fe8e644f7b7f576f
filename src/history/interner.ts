// Numbers for names, keys and values, counted from 0 in the order of their first appearance: equal JSON has an equal number,
// so that comparing two values is comparing two integers. Integers are found by their value and everything else by the
// bytes of its canonical text, in an open-addressing table of integers: a million values make no garbage.

import { absent, notText } from './absent.ts';
import { canonicalText } from './canonical-text.ts';
import type { JsonValue } from './operation.ts';
import { createTextArena, isText } from './text-arena.ts';
import { hashBytes, spread } from './text-hash.ts';

export { absent, notText } from './absent.ts';

/** What the integers of a column stand for: equal things have equal positions. */
export interface Table<T> {
  readonly length: number;
  get(position: number): T;
  /** The position of an equal item, or `absent`. */
  find(item: T): number;
}

export interface Interner<T> extends Table<T> {
  idOf(item: T): number;
  /** The same for a safe integer, without a look at its type. */
  idOfInteger(integer: number): number;
  /**
   * The same for `bytes[start]` to `bytes[end - 1]`, which must be canonical JSON of anything but an integer; `hash` is
   * its `hashBytes`. Gives `notText` for what is not UTF-8.
   */
  idOfText(bytes: Uint8Array, start: number, end: number, hash: number): number;
  /** Of small integers by their value: position plus one, or 0. Good until the next is added. */
  knownIntegers(): Int32Array;
}

/** Integers from 0 up to here are found by an array instead of the table. */
const maximumDense = 1 << 22;
/** Strings and the like of which the position is found without their text: names and nodes come again and again. */
const maximumScalars = 1024;
/** Longer values are read anew at each `get`, so that looking at them does not keep them twice. */
const longestKept = 1024;
/** Shorter ones are read sooner than they are found. */
const shortestKept = 32;
const isInteger = -1;

/**
 * Gives equal JSON values equal numbers. 1, 1.0 and 1e0 are equal; so are objects whose keys come in another order.
 * @param keepsItems `get` gives the first of the equal items themselves: for what is in memory anyway
 */
export function createInterner<T extends JsonValue>(keepsItems = false): Interner<T> {
  const texts = createTextArena();
  const made = new Map<number, T>();
  const scalars = new Map<T, number>();
  let length = 0;
  /** The integer, or where its text begins. */
  let numbers = new Float64Array(16);
  /** Bytes of the text, or `isInteger`. */
  let lengths = new Int32Array(16);
  let hashes = new Int32Array(16);
  /** Positions plus one; 0 where a slot is free. */
  let dense = new Int32Array(16);
  let slots = new Int32Array(32);
  let slotsUsed = 0;

  function push(number: number, textLength: number, hash: number): number {
    if (length === numbers.length) {
      numbers = enlarged(numbers, new Float64Array(length * 2));
      lengths = enlarged(lengths, new Int32Array(length * 2));
      hashes = enlarged(hashes, new Int32Array(length * 2));
    }
    numbers[length] = number;
    lengths[length] = textLength;
    hashes[length] = hash;
    return length++;
  }

  /** Remembers in a free slot. */
  function occupy(slot: number, position: number): number {
    slots[slot] = position + 1;
    slotsUsed += 1;
    if (slotsUsed * 2 > slots.length) rehash();
    return position;
  }

  function rehash(): void {
    const old = slots;
    slots = new Int32Array(old.length * 2);
    const mask = slots.length - 1;
    for (const entry of old) {
      if (entry === 0) continue;
      let slot = (hashes[entry - 1] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
  }

  function idOfDense(integer: number): number {
    if (integer >= dense.length) {
      const room = Math.min(maximumDense, Math.max(integer + 1, dense.length * 2));
      dense = enlarged(dense, new Int32Array(room));
    }
    const entry = dense[integer] as number;
    if (entry !== 0) return entry - 1;
    dense[integer] = length + 1;
    return push(integer, isInteger, 0);
  }

  function idOfInteger(given: number): number {
    if (given >= 0 && given < dense.length) {
      const entry = dense[given] as number;
      if (entry !== 0) return entry - 1;
    }
    const integer = given + 0; // never -0
    return integer >= 0 && integer < maximumDense ? idOfDense(integer) : idOfLarge(integer);
  }

  /** The slot that an integer has, or would get. */
  function slotOfLarge(integer: number, hash: number): number {
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = (slots[slot] as number) - 1;
      if (known < 0 || (numbers[known] === integer && lengths[known] === isInteger)) return slot;
    }
  }

  function idOfLarge(integer: number): number {
    const hash = hashOfLarge(integer);
    const slot = slotOfLarge(integer, hash);
    const entry = slots[slot] as number;
    return entry === 0 ? occupy(slot, push(integer, isInteger, hash)) : entry - 1;
  }

  /** The slot that a text has, or would get. */
  function slotOfText(bytes: Uint8Array, start: number, size: number, hash: number): number {
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = (slots[slot] as number) - 1;
      if (known < 0) return slot;
      if (hashes[known] !== hash || lengths[known] !== size) continue;
      if (texts.holds(numbers[known] as number, size, bytes, start)) return slot;
    }
  }

  function idOfText(bytes: Uint8Array, start: number, end: number, textHash: number): number {
    const hash = spread(textHash);
    const size = end - start;
    const slot = slotOfText(bytes, start, size, hash);
    const entry = slots[slot] as number;
    if (entry !== 0) return entry - 1;
    if (!isText(bytes, start, end)) return notText;
    return occupy(slot, push(texts.add(bytes, start, end), size, hash));
  }

  function find(item: T): number {
    if (Number.isSafeInteger(item)) {
      const integer = (item as number) + 0; // never -0
      if (integer < 0 || integer >= maximumDense) {
        return (slots[slotOfLarge(integer, hashOfLarge(integer))] as number) - 1;
      }
      return integer < dense.length ? (dense[integer] as number) - 1 : absent;
    }
    const bytes = Buffer.from(canonicalText(item));
    const hash = spread(hashBytes(bytes, 0, bytes.length));
    return (slots[slotOfText(bytes, 0, bytes.length, hash)] as number) - 1;
  }

  function idOfItem(item: T): number {
    const bytes = Buffer.from(canonicalText(item));
    const before = length;
    const position = idOfText(bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length));
    if (isScalar(item) && scalars.size < maximumScalars && bytes.length <= longestKept)
      scalars.set(item, position);
    if (keepsItems && length > before) made.set(position, item);
    return position;
  }

  function make(position: number): T {
    const size = lengths[position] as number;
    if (size === isInteger) return numbers[position] as unknown as T;
    const known = made.get(position);
    if (known !== undefined) return known;
    const item = texts.parse(numbers[position] as number, size) as T;
    if (size <= longestKept && size > shortestKept) made.set(position, item);
    return item;
  }

  return {
    get length() {
      return length;
    },
    get: (position) => (position >= 0 && position < length ? make(position) : (undefined as unknown as T)),
    find,
    idOf(item) {
      if (Number.isSafeInteger(item)) return idOfInteger(item as number);
      return (isScalar(item) ? scalars.get(item) : undefined) ?? idOfItem(item);
    },
    idOfInteger,
    idOfText,
    knownIntegers: () => dense,
  };
}

function hashOfLarge(integer: number): number {
  return spread((integer | 0) ^ Math.imul((integer / 2 ** 32) | 0, 0x9e3779b1));
}

function isScalar(item: JsonValue): boolean {
  return item === null || typeof item !== 'object';
}

function enlarged<Items extends Float64Array | Int32Array>(items: Items, room: Items): Items {
  room.set(items);
  return room;
}
