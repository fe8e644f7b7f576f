// The pieces of JSON that can be read from bytes as they stand: integers, strings without escapes, lists of those without
// blanks. Everything else gives `unusual`, and the caller leaves it to JSON.parse. Bytes must end in a newline, which ends
// every loop here.

/** What a scan gives instead of the position after the piece. */
export const unusual = -1;

export enum byte {
  newline = 0x0a,
  space = 0x20,
  quote = 0x22,
  comma = 0x2c,
  minus = 0x2d,
  zero = 0x30,
  colon = 0x3a,
  openBracket = 0x5b,
  backslash = 0x5c,
  closeBracket = 0x5d,
  openBrace = 0x7b,
  closeBrace = 0x7d,
}

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

/** An integer of at most 15 digits, into `numbers[slot]`. What follows is for the caller to judge. */
export function scanInteger(bytes: Uint8Array, from: number, numbers: Float64Array, slot: number): number {
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
  numbers[slot] = negative ? -value : value;
  return at;
}

/** A string without escapes. */
export function scanString(bytes: Uint8Array, from: number): number {
  for (let at = from + 1; ; at += 1) {
    const next = bytes[at] as number;
    if (next < byte.space || next === byte.backslash) return unusual;
    if (next === byte.quote) return at + 1;
  }
}

const words = ['null', 'true', 'false'].map((word) => Buffer.from(word));

/** `null`, `true` or `false`. */
export function scanWord(bytes: Uint8Array, from: number): number {
  for (const word of words) {
    if (matches(bytes, from, word)) return from + word.length;
  }
  return unusual;
}

/** A list whose text is canonical. */
export function scanList(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let at = from;
  for (;;) {
    if (bytes[at] === byte.openBracket) {
      depth += 1;
      if (depth > maximumDepth) return unusual;
      at += 1;
      if (bytes[at] !== byte.closeBracket) continue;
    } else {
      at = skipScalar(bytes, at);
      if (at === unusual) return unusual;
    }
    while (bytes[at] === byte.closeBracket && depth > 0) {
      depth -= 1;
      at += 1;
    }
    if (depth === 0) return at;
    if (bytes[at] !== byte.comma) return unusual;
    at += 1;
  }
}

const ignoredNumber = new Float64Array(1);

function skipScalar(bytes: Uint8Array, from: number): number {
  const first = bytes[from] as number;
  if (first === byte.quote) return scanString(bytes, from);
  return first > 0x39 ? scanWord(bytes, from) : scanInteger(bytes, from, ignoredNumber, 0);
}

/** Digits of nanoseconds since 1970. */
const timeDigits = 19;

/** A whole number of up to 19 digits, not all of which a double need hold, into `numbers[slot]`. */
export function scanLongTime(bytes: Uint8Array, from: number, numbers: Float64Array, slot: number): number {
  let at = from;
  while ((bytes[at] as number) >= byte.zero && (bytes[at] as number) <= 0x39) at += 1;
  if (at === from || at - from > timeDigits || bytes[from] === byte.zero) return unusual;
  numbers[slot] = Number(Buffer.from(bytes.subarray(from, at)).toString('latin1'));
  return at;
}
