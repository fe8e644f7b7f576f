// A map between 32-bit integers in two typed arrays, with open addressing: a million entries cost a few milliseconds and no
// objects, where a Map takes a hundred.

/** From integers to integers that are not negative. */
export interface IntegerMap {
  /** What a key was set to, or -1. */
  get(key: number): number;
  set(key: number, value: number): void;
}

/** An empty map with room for `expected` keys; it grows beyond. */
export function integerMap(expected: number): IntegerMap {
  let slots = 16;
  while (slots < expected * 2) slots *= 2;
  let keys = new Int32Array(slots);
  // One more than the value; 0 where there is none.
  let entries = new Int32Array(slots);
  let count = 0;

  const slotOf = (key: number): number => {
    const mask = keys.length - 1;
    let hash = Math.imul(key, 0x9e3779b1);
    hash ^= hash >>> 15;
    let at = hash & mask;
    while (entries[at] !== 0 && keys[at] !== key) at = (at + 1) & mask;
    return at;
  };

  const grow = (): void => {
    const [oldKeys, oldEntries] = [keys, entries];
    keys = new Int32Array(oldKeys.length * 2);
    entries = new Int32Array(oldKeys.length * 2);
    for (let at = 0; at < oldKeys.length; at++) {
      if (oldEntries[at] === 0) continue;
      const slot = slotOf(oldKeys[at] as number);
      keys[slot] = oldKeys[at] as number;
      entries[slot] = oldEntries[at] as number;
    }
  };

  return {
    get: (key) => (entries[slotOf(key)] as number) - 1,
    set(key, value) {
      const at = slotOf(key);
      if (entries[at] === 0) count++;
      keys[at] = key;
      entries[at] = value + 1;
      if (count * 2 > keys.length) grow();
    },
  };
}
