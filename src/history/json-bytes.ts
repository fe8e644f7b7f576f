// The pieces of JSON that can be read from bytes as they stand: integers, strings without escapes, lists of those without
// blanks. Everything else gives `unusual`, and the caller leaves it to JSON.parse. Bytes must end in a newline, which ends
// every loop here.

import { hashBytes, hashPrime, hashSeed } from './text-hash.ts';

/** What a scan gives instead of the position after the piece. */
export const unusual = -1;

/** What a scan found beside where it ended. */
export interface Scanned {
  /** Of the canonical text. */
  hash: number;
  number: number;
}

export const byte = {
  newline: 0x0a,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  zero: 0x30,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** More digits than these a double may not hold exactly. */
const exactDigits = 15;
/** Lists in lists in lists. */
const maximumDepth = 64;

/** The position of the first byte that is no blank. A newline is none: it ends the line. */
export function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d) at += 1;
  return at;
}

/** Whether the bytes at `at` are those of `word`. */
export function matches(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

/** An integer of at most 15 digits, into `found.number`. What follows is for the caller to judge. */
export function scanInteger(bytes: Uint8Array, from: number, found: Scanned): number {
  const negative = bytes[from] === byte.minus;
  const first = negative ? from + 1 : from;
  let at = first;
  let value = 0;
  for (;;) {
    const digit = (bytes[at] as number) - byte.zero;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    at += 1;
  }
  if (at === first || at - first > exactDigits) return unusual;
  if (bytes[first] === byte.zero && (at - first > 1 || negative)) return unusual;
  found.number = negative ? -value : value;
  return at;
}

/** A string without escapes; its hash, quotes included, into `found.hash`. */
export function scanString(bytes: Uint8Array, from: number, found: Scanned): number {
  let hash = Math.imul(hashSeed ^ byte.quote, hashPrime);
  for (let at = from + 1; ; at += 1) {
    const next = bytes[at] as number;
    if (next < byte.space || next === byte.backslash) return unusual;
    hash = Math.imul(hash ^ next, hashPrime);
    if (next === byte.quote) {
      found.hash = hash;
      return at + 1;
    }
  }
}

const words = ['null', 'true', 'false'].map((word) => Buffer.from(word));

/** `null`, `true` or `false`; its hash into `found.hash`. */
export function scanWord(bytes: Uint8Array, from: number, found: Scanned): number {
  for (const word of words) {
    if (!matches(bytes, from, word)) continue;
    found.hash = hashBytes(bytes, from, from + word.length);
    return from + word.length;
  }
  return unusual;
}

/** A list whose text is canonical; its hash into `found.hash`. */
export function scanList(bytes: Uint8Array, from: number, found: Scanned): number {
  let depth = 0;
  let at = from;
  for (;;) {
    if (bytes[at] === byte.openBracket) {
      depth += 1;
      if (depth > maximumDepth) return unusual;
      at += 1;
      if (bytes[at] !== byte.closeBracket) continue;
    } else {
      at = scanScalar(bytes, at, found);
      if (at === unusual) return unusual;
    }
    while (bytes[at] === byte.closeBracket && depth > 0) {
      depth -= 1;
      at += 1;
    }
    if (depth === 0) {
      found.hash = hashBytes(bytes, from, at);
      return at;
    }
    if (bytes[at] !== byte.comma) return unusual;
    at += 1;
  }
}

function scanScalar(bytes: Uint8Array, from: number, found: Scanned): number {
  const first = bytes[from] as number;
  if (first === byte.quote) return scanString(bytes, from, found);
  return first > 0x39 ? scanWord(bytes, from, found) : scanInteger(bytes, from, found);
}
