// The choices made on the way to the present state, in one growing array of integers: hundreds of thousands of them make no
// garbage.

import { absent } from '../../../history/interner.ts';

export interface Choices {
  /**
   * Adds a choice: the first of the candidates has been taken.
   * @param count how many of `candidates` there are
   * @param placed transactions placed before
   */
  push(candidates: Int32Array, count: number, placed: number): void;
  isEmpty(): boolean;
  /** Transactions placed before the last choice. */
  placed(): number;
  /** The next candidate of the last choice, which is taken with that; `absent` where none is left. */
  take(): number;
  /** Forgets the last choice. */
  pop(): void;
  /** Bytes that all choices take. */
  bytes(): number;
}

/** Where the choice before begins, transactions placed before, and the candidate to be taken next; then come the candidates. */
const HEAD = 3;

export function createChoices(): Choices {
  let items = new Int32Array(1024);
  let last = absent;
  let used = 0;
  return {
    push(candidates, count, placed) {
      if (used + HEAD + count > items.length) {
        const larger = new Int32Array((used + HEAD + count) * 2);
        larger.set(items);
        items = larger;
      }
      items[used] = last;
      items[used + 1] = placed;
      items[used + 2] = used + HEAD + 1;
      for (let one = 0; one < count; one++) items[used + HEAD + one] = candidates[one] as number;
      last = used;
      used += HEAD + count;
    },
    isEmpty: () => last === absent,
    placed: () => items[last + 1] as number,
    take() {
      const next = items[last + 2] as number;
      if (next === used) return absent;
      items[last + 2] = next + 1;
      return items[next] as number;
    },
    pop() {
      used = last;
      last = items[last] as number;
    },
    bytes: () => items.byteLength,
  };
}
