// Reads micro-operations in the form in which nearly all are written: without blanks, their keys and values small integers
// or lists of those. What is in any other form is left to the transaction scanner, to the same effect.

import type { ColumnBuilder } from './column-builder.ts';
import { absent, type Interner } from './interner.ts';
import { byte, unusual } from './json-bytes.ts';
import type { JsonValue } from './operation.ts';
import { microKind } from './transactions.ts';
import { word } from './words.ts';

/**
 * Adds the micro-operations from the bracket at `from` on, as far as they are in the ordinary form.
 * @returns the position after the bracket that ends the transaction; or, as `~position`, the bracket of the first
 * micro-operation that is not in that form, or not followed by another or the end
 */
export type ScanOrdinary = (bytes: Uint8Array, view: DataView, from: number) => number;

type Parts = Pick<ColumnBuilder, 'transactions' | 'keys' | 'values'>;

// Local names of what other modules export: V8 looks imports up at each use, and this is the innermost loop.
const { closeBracket, comma, openBracket, quote, zero } = byte;
const { append, read, write } = microKind;
const nothingThere = absent;
const otherForm = unusual;

const readHead = word('["r"');
const writeHead = word('["w"');
const appendHead = word('["ap');
const appendRest = word('pend');
const nothing = word('null');
/** Integers of so many digits are added up without a look at how large they are. */
const fewDigits = 9;

/** A scanner that adds to these. */
export function createOrdinaryScanner({ transactions, keys, values }: Parts): ScanOrdinary {
  /** Position in its table of the integer scanned last. */
  let id = 0;

  /** An integer that `end` must follow. @returns the position of `end` */
  function scanNumber(bytes: Uint8Array, from: number, end: number, table: Interner<JsonValue>): number {
    let at = from;
    let sum = 0;
    let digit = (bytes[at] as number) - zero;
    while (digit >= 0 && digit <= 9 && at < from + fewDigits) {
      sum = (sum * 10 + digit) | 0;
      at += 1;
      digit = (bytes[at] as number) - zero;
    }
    if (bytes[at] !== end || at === from || (bytes[from] === zero && at > from + 1)) return otherForm;
    id = table.idOfInteger(sum);
    return at;
  }

  /** The elements of a list, from behind its bracket. @returns the position after the bracket at its end */
  function scanElements(bytes: Uint8Array, from: number): number {
    if (bytes[from] === closeBracket) return from + 1;
    const at = transactions.knownElements(bytes, from, values.knownIntegers());
    return bytes[at] === closeBracket && bytes[at - 1] !== comma ? at + 1 : otherForm;
  }

  /** Whether the micro-operation whose last bracket is at `at` is the last one, or followed by another. */
  function isFollowed(bytes: Uint8Array, at: number): boolean {
    if (bytes[at] !== closeBracket) return false;
    return bytes[at + 1] === closeBracket || (bytes[at + 1] === comma && bytes[at + 2] === openBracket);
  }

  /** What is written or was read. @returns the position of the last bracket of the micro-operation */
  function scanFound(bytes: Uint8Array, view: DataView, from: number, kind: number, key: number): number {
    if (bytes[from] === openBracket) {
      const before = transactions.elements();
      const at = kind === read ? scanElements(bytes, from + 1) : otherForm;
      if (at >= 0 && isFollowed(bytes, at)) {
        transactions.addList(key, before);
        return at;
      }
      transactions.cutElements(before);
      return otherForm;
    }
    const isNothing = view.getInt32(from, true) === nothing;
    const at = isNothing ? from + 4 : scanNumber(bytes, from, closeBracket, values);
    if (at < 0 || !isFollowed(bytes, at)) return otherForm;
    transactions.add(kind, key, isNothing ? nothingThere : id);
    return at;
  }

  return (bytes, view, from) => {
    for (let at = from; ; ) {
      const head = view.getInt32(at, true);
      let kind: number = read;
      let next = at + 4;
      if (head === writeHead) kind = write;
      else if (head === appendHead && view.getInt32(next, true) === appendRest && bytes[at + 8] === quote) {
        kind = append;
        next = at + 9;
      } else if (head !== readHead) return ~at;
      if (bytes[next] !== comma) return ~at;
      next = scanNumber(bytes, next + 1, comma, keys);
      if (next < 0) return ~at;
      next = scanFound(bytes, view, next + 1, kind, id);
      if (next < 0) return ~at;
      if (bytes[next + 1] === closeBracket) return next + 2;
      at = next + 2;
    }
  };
}
