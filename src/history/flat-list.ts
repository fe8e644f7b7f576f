// Short lists of integers, `null`, `true` and `false` out of their canonical text: `[expected, new]` of a compare-and-set, an element
// with whether it was there. There is one for nearly every operation, and JSON.parse takes ten times as long for it.

import { byte } from './json-bytes.ts';
import type { JsonValue } from './operation.ts';
import { word } from './words.ts';

const mostItems = 4;
/** What fits 32 bits whatever the digits are. */
const mostDigits = 9;
const nullWord = word('null');
const trueWord = word('true');
const falseStart = word('fals');

/** The list in `bytes[start]` to `bytes[end - 1]`; null where it is none of this kind. */
export function flatList(bytes: Buffer, start: number, end: number): JsonValue | null {
  if (bytes[start] !== byte.openBracket) return null;
  const items: JsonValue[] = [];
  let at = start + 1;
  while (at < end && items.length < mostItems) {
    const next = bytes[at] as number;
    const from = at;
    if (next <= 0x39) {
      const negative = next === byte.minus;
      const first = negative ? at + 1 : at;
      let sum = 0;
      for (at = first; at < first + mostDigits; at++) {
        const digit = (bytes[at] as number) - byte.zero;
        if (digit < 0 || digit > 9) break;
        sum = sum * 10 + digit;
      }
      if (at === first) return null;
      items.push(negative ? -sum : sum);
    } else if (at + 4 < end) {
      const letters = bytes.readInt32LE(at);
      if (letters !== nullWord && letters !== trueWord && letters !== falseStart) return null;
      items.push(letters === nullWord ? null : letters === trueWord);
      at += letters === falseStart ? 5 : 4;
    }
    if (at === from) return null;
    if (bytes[at] === byte.closeBracket) return at === end - 1 ? items : null;
    if (bytes[at] !== byte.comma) return null;
    at += 1;
  }
  return null;
}
