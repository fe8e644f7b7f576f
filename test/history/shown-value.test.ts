// Values in sentences: whole where they are short, else their ends and their length.

import { expect, test } from 'vitest';
import { shownValue } from '../../src/history/shown-value.ts';

test.each([
  ['short', '"short"'],
  [{ a: [1, null] }, '{"a":[1,null]}'],
  ['a'.repeat(58), `"${'a'.repeat(58)}"`],
])('%j stands as it is', (value, text) => {
  expect(shownValue(value)).toBe(text);
});

test.each([
  [`first${'x'.repeat(50_000_000)}last`, /^"firstx+\.\.\.x+last" \(50000009 characters\)$/],
  [Array.from({ length: 1_000_000 }, (_, at) => at), /^\[0,1,2.*\.\.\..*999999\] \(1000000 elements\)$/],
  [[['y'.repeat(10_000_000)]], /^\[\["y+\.\.\.y+"\]\] \(1 element\)$/],
  [{ name: 'z'.repeat(100) }, /^\{"name":"z+\.\.\.z+"\} \(1 field\)$/],
])('a long one by its two ends', (value, text) => {
  const shown = shownValue(value);
  expect(shown).toMatch(text);
  expect(shown.length).toBeLessThan(90);
});
