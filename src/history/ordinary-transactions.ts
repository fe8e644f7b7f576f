// Reads micro-operations in the form in which nearly all are written: without blanks, their keys and values small integers
// or lists of those. What is in any other form is left to the transaction scanner, to the same effect.

import type { ColumnBuilder } from './column-builder.ts';
import { absent } from './interner.ts';
import { byte, unusual } from './json-bytes.ts';
import { microKind } from './transactions.ts';
import { word } from './words.ts';

/**
 * Adds the micro-operations from the bracket at `from` on, as far as they are in the ordinary form.
 * @returns the position after the bracket that ends the transaction; or, as `~position`, the bracket of the first
 * micro-operation that is not in that form, or not followed by another or the end
 */
export type ScanOrdinary = (bytes: Uint8Array, view: DataView, from: number) => number;

type Parts = Pick<ColumnBuilder, 'transactions' | 'keys' | 'values'>;

const readHead = word('["r"');
const writeHead = word('["w"');
const appendHead = word('["ap');
const appendRest = word('pend');
const nothing = word('null');
/** Integers of so many digits are added up without a look at how large they are. */
const fewDigits = 9;

/** A scanner that adds to these. */
export function createOrdinaryScanner({ transactions, keys, values }: Parts): ScanOrdinary {
  /** The elements of a list, from behind its bracket. @returns the position after the bracket at its end */
  function scanElements(bytes: Uint8Array, from: number): number {
    if (bytes[from] === byte.closeBracket) return from + 1;
    const at = transactions.knownElements(bytes, from, values.knownIntegers());
    return bytes[at] === byte.closeBracket && bytes[at - 1] !== byte.comma ? at + 1 : unusual;
  }

  /** Whether the micro-operation whose last bracket is at `at` is the last one, or followed by another. */
  function isFollowed(bytes: Uint8Array, at: number): boolean {
    if (bytes[at] !== byte.closeBracket) return false;
    return (
      bytes[at + 1] === byte.closeBracket ||
      (bytes[at + 1] === byte.comma && bytes[at + 2] === byte.openBracket)
    );
  }

  /** A list that was read, or nothing. @returns the position of the last bracket of the micro-operation */
  function scanOther(bytes: Uint8Array, view: DataView, from: number, kind: number, key: number): number {
    if (bytes[from] === byte.openBracket) {
      const before = transactions.elements();
      const at = kind === microKind.read ? scanElements(bytes, from + 1) : unusual;
      if (at >= 0 && isFollowed(bytes, at)) {
        transactions.addList(key);
        return at;
      }
      transactions.cutElements(before);
      return unusual;
    }
    if (view.getInt32(from, true) !== nothing || !isFollowed(bytes, from + 4)) return unusual;
    transactions.add(kind, key, absent);
    return from + 4;
  }

  // Both numbers are added up here and not in a function of their own, which would have two results.
  return (bytes, view, from) => {
    for (let at = from; ; ) {
      const head = view.getInt32(at, true);
      let kind: number = microKind.read;
      let next = at + 4;
      if (head === writeHead) kind = microKind.write;
      else if (
        head === appendHead &&
        view.getInt32(next, true) === appendRest &&
        bytes[at + 8] === byte.quote
      ) {
        kind = microKind.append;
        next = at + 9;
      } else if (head !== readHead) return ~at;
      if (bytes[next] !== byte.comma) return ~at;
      next += 1;
      let first = next;
      let sum = 0;
      let digit = (bytes[next] as number) - byte.zero;
      while (digit >= 0 && digit <= 9 && next < first + fewDigits) {
        sum = (sum * 10 + digit) | 0;
        next += 1;
        digit = (bytes[next] as number) - byte.zero;
      }
      if (bytes[next] !== byte.comma || next === first || (bytes[first] === byte.zero && next > first + 1))
        return ~at;
      const key = keys.idOfInteger(sum);
      next += 1;
      first = next;
      sum = 0;
      digit = (bytes[next] as number) - byte.zero;
      while (digit >= 0 && digit <= 9 && next < first + fewDigits) {
        sum = (sum * 10 + digit) | 0;
        next += 1;
        digit = (bytes[next] as number) - byte.zero;
      }
      if (next === first) {
        next = scanOther(bytes, view, first, kind, key);
        if (next < 0) return ~at;
      } else {
        if (!isFollowed(bytes, next) || (bytes[first] === byte.zero && next > first + 1)) return ~at;
        transactions.add(kind, key, values.idOfInteger(sum));
      }
      if (bytes[next + 1] === byte.closeBracket) return next + 2;
      at = next + 2;
    }
  };
}
