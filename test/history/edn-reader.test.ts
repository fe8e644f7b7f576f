// The EDN reader by example, and against another reader on random values.

import { parseEDNString } from 'edn-data';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEdn } from '../../src/history/edn-reader.ts';
import { type EdnValue, ednToJson } from '../../src/history/edn-value.ts';

describe('reads', () => {
  test.each<readonly [string, EdnValue]>([
    ['nil', null],
    ['true', true],
    ['-0', 0],
    ['+12', 12],
    ['0', 0],
    ['999999999999999', 999999999999999],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['[1"2"3]', { type: 'vector', items: [1, '2', 3] }],
    ['["\\\\" "b"]', { type: 'vector', items: ['\\', 'b'] }],
    ['3N', 3n],
    ['1.5e3', 1500],
    ['2.5M', 2.5],
    ['##Inf', Infinity],
    ['-3/4', { type: 'ratio', numerator: -3n, denominator: 4n }],
    [':jepsen/op', { type: 'keyword', name: 'jepsen/op' }],
    ['a.b/c', { type: 'symbol', name: 'a.b/c' }],
    ['\\newline', { type: 'character', name: '\n' }],
    ['\\u0041', { type: 'character', name: 'A' }],
    ['\\(', { type: 'character', name: '(' }],
    ['"a\\n\\"\\u00e9"', 'a\n"é'],
    ['[1, 2]', { type: 'vector', items: [1, 2] }],
    ['(1 #_ 2 3)', { type: 'list', items: [1, 3] }],
    ['#{1}', { type: 'set', items: [1] }],
    ['[1 #_ #_ 2 3 4]', { type: 'vector', items: [1, 4] }],
    ['{:a 1}', { type: 'map', entries: [[{ type: 'keyword', name: 'a' }, 1]] }],
    [
      '#jepsen.history.Op{:a 1}',
      {
        type: 'tagged',
        tag: 'jepsen.history.Op',
        value: { type: 'map', entries: [[{ type: 'keyword', name: 'a' }, 1]] },
      },
    ],
    ['; a comment\n7 ; another', 7],
  ])('%s', (text, value) => {
    expect(parseEdn(text)).toEqual(value);
  });

  test('symbolic numbers that equal nothing', () => {
    expect(parseEdn('##NaN')).toBeNaN();
  });
});

describe('refuses, with line and column,', () => {
  test.each([
    ['[1 2', 'line 1, column 1: "[" is never closed'],
    ['[1\n  )]', 'line 2, column 3: ")" where "]" was expected'],
    ['{:a}', 'line 1, column 1: the map that begins here has a key without a value'],
    ['"abc', 'line 1, column 1: the string that begins here is never closed'],
    ['"a\\q"', 'line 1, column 3: no such escape in a string: \\q'],
    ['12x', 'line 1, column 1: not EDN: 12x'],
    ['[1 007]', 'line 1, column 4: not EDN: 007'],
    ['1/0', 'line 1, column 1: not EDN: 1/0'],
    ['##Foo', 'line 1, column 1: no such number: ##Foo'],
    ['#tag', 'line 1, column 1: nothing follows the tag #tag'],
    ['[#_]', 'line 1, column 2: nothing follows #_'],
    ['\\abc', 'line 1, column 1: no such character'],
    ['', 'line 1, column 1: there is nothing here'],
    ['1 2', 'line 1, column 3: a second form where the text should end'],
    [']', 'line 1, column 1: "]" closes nothing'],
  ])('%j', (text, message) => {
    expect(() => parseEdn(text)).toThrow(message);
  });

  test.each(['[', '{1 ', '#a ', '#_ ', '#{'])('%j nested without end', (open) => {
    expect(() => parseEdn(open.repeat(100_000))).toThrow(
      /nested deeper than 256|never closed|nothing follows/,
    );
  });
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/);
const { edn } = fc.letrec<{ edn: string }>((tie) => ({
  edn: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('nil', 'true', 'false'),
    fc.integer().map(String),
    name.map((text) => `:${text}`),
    fc.stringMatching(/^[ -~]*$/).map((text) => JSON.stringify(text)),
    fc.array(tie('edn')).map((items) => `[${items.join(' ')}]`),
    fc.array(tie('edn')).map((items) => `( ${items.join(', ')} )`),
    fc
      .array(fc.tuple(name, tie('edn')))
      .map((pairs) => `{${[...new Map(pairs)].map(([key, item]) => `:${key} ${item}`).join(' ')}}`),
  ),
}));

test('reads the same as another reader', () => {
  const options = { mapAs: 'object', keywordAs: 'string', listAs: 'array', setAs: 'array' } as const;
  fc.assert(
    fc.property(edn, (text) => {
      expect(ednToJson(parseEdn(text))).toEqual(parseEDNString(text, options));
    }),
    { numRuns: 500 },
  );
});
