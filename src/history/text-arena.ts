// Texts one after another in one growing array of bytes: a million of them cost their bytes and no objects.

import { isUtf8 } from 'node:buffer';
import { flatList } from './flat-list.ts';
import { HistoryError } from './history-error.ts';
import type { JsonValue } from './operation.ts';

/** The most that the texts of one table may take. */
const maximumBytes = 2 ** 31;

export interface TextArena {
  /** Keeps a copy. @returns where it begins. @throws {HistoryError} when all texts come to more than 2 GiB */
  add(bytes: Uint8Array, start: number, end: number): number;
  /** Whether the text of this length at `position` is `bytes[start]` and what follows. */
  holds(position: number, length: number, bytes: Uint8Array, start: number): boolean;
  /** What the text says. */
  parse(position: number, length: number): JsonValue;
}

export function createTextArena(): TextArena {
  let kept = Buffer.alloc(256);
  let used = 0;

  function makeRoom(more: number): void {
    if (used + more <= kept.length) return;
    if (used + more > maximumBytes)
      throw new HistoryError('The history holds more than 2 GiB of different keys or values.');
    const grown = Buffer.alloc(Math.min(maximumBytes, Math.max(used + more, kept.length * 2)));
    kept.copy(grown, 0, 0, used);
    kept = grown;
  }

  return {
    add(bytes, start, end) {
      makeRoom(end - start);
      const position = used;
      kept.set(bytes.subarray(start, end), position);
      used += end - start;
      return position;
    },
    holds(position, length, bytes, start) {
      for (let i = 0; i < length; i++) if (kept[position + i] !== bytes[start + i]) return false;
      return true;
    },
    parse: (position, length) =>
      flatList(kept, position, position + length) ??
      (JSON.parse(kept.toString('utf8', position, position + length)) as JsonValue),
  };
}

/** Whether the bytes are UTF-8; those of texts without accents are told without a look at the rules. */
export function isText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if ((bytes[at] as number) >= 0x80) return isUtf8(bytes.subarray(start, end));
  }
  return true;
}
