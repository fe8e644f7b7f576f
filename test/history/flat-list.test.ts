// Short lists read from their bytes come to what JSON.parse makes of them, or are left to it.

import { expect, test } from 'vitest';
import { flatList } from '../../src/history/flat-list.ts';
import { drawFrom } from '../checkers/isolation/simulated-databases.ts';

/** As in a table of many texts: with others before and behind. */
function read(text: string): unknown {
  const bytes = Buffer.from(`[9]${text}[7,8]`);
  return flatList(bytes, 3, 3 + Buffer.byteLength(text));
}

test.each([
  '[1]',
  '[12,345]',
  '[-7,0,null]',
  '[true,false]',
  '[499000,null,true,-1]',
  '[999999999,123456789]',
])('%s is read', (text) => {
  expect(read(text)).toEqual(JSON.parse(text));
});

test.each([
  'null',
  '12',
  '"a"',
  '{}',
  '[]',
  '[[1],2]',
  '["a",1]',
  '[1.5]',
  '[1e30,2]',
  '[1234567890]',
  '[1,2,3,4,5]',
  '[{"a":1}]',
  '[-0.5]',
])('%s is left to JSON.parse', (text) => {
  expect(read(text)).toBeNull();
});

test('whatever is read is what the text says', () => {
  const draw = drawFrom(4);
  const items = [
    'null',
    'true',
    'false',
    '0',
    '7',
    '-3',
    '123456789',
    '12345678901',
    '2.5',
    '"x"',
    '[]',
    '[1]',
  ];
  let taken = 0;
  for (let at = 0; at < 20_000; at++) {
    const text = `[${Array.from({ length: draw(6) }, () => items[draw(items.length)] as string).join(',')}]`;
    const found = read(text);
    if (found === null) continue;
    taken++;
    expect(found, text).toEqual(JSON.parse(text));
  }
  expect(taken).toBeGreaterThan(2_000);
});
