// What reaches a terminal: Ordeal's own colours, and nothing else that a terminal would obey or hide.

import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createScreen } from '../../src/report/screen.ts';
import { alignRows } from '../../src/report/table.ts';
import {
  columnsOf,
  fitColumns,
  paintFor,
  terminalJson,
  terminalText,
  visibleText,
} from '../../src/report/terminal-text.ts';
import { writtenText } from './written-text.ts';

const raw = String.raw;

test.each([
  ['a colour of somebody else', '\u001b[31mred\u001b[0m', raw`\u001b[31mred\u001b[0m`],
  ['a title of the window', '\u001b]0;x\u0007', raw`\u001b]0;x\u0007`],
  ['the same in one byte', '\u009b2J\u0085', raw`\u009b2J\u0085`],
  ['text that is turned around', 'a\u202eb\u2066c\u200f', raw`a\u202eb\u2066c\u200f`],
  ['what takes no room', 'a\u200bb\ufeff\u00ad\u2060', raw`a\u200bb\ufeff\u00ad\u2060`],
  ['ends of lines', 'a\r\nb\u2028c\td', raw`a\r\nb\u2028c\td`],
  ['half a character', 'a\ud800b', raw`a\ud800b`],
  ['tags beyond the first plane', 'a\u{e0041}', raw`a\u{e0041}`],
  ['letters of all kinds', 'é ü 漢字 😀 ñ', 'é ü 漢字 😀 ñ'],
])('%s', (_, text, shown) => {
  expect(visibleText(text)).toBe(shown);
  expect(visibleText(visibleText(text))).toBe(shown);
});

test('own colours pass the door, also within each other; those of somebody else are shown', () => {
  const paint = paintFor(true);
  const text = paint.bold(`a ${paint.red('b \u001b[32mc')} d`);
  expect(terminalText(text)).toBe(`\u001b[1ma \u001b[31mb ${raw`\u001b[32m`}c\u001b[39m d\u001b[22m`);
  expect(terminalText(paint.dim(`a ${paint.bold('b')} c`))).toBe(
    '\u001b[2ma \u001b[1mb\u001b[22m\u001b[2m c\u001b[22m',
  );
  expect(terminalText(paintFor(false).red('a'))).toBe('a');
});

test.each([
  ['abc', 3],
  ['漢字', 4],
  ['e\u0301', 1],
  ['😀', 2],
  ['\u001b', 6],
  [paintFor(true).red('ab'), 2],
])('%j is %d columns wide', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

test('a line is cut by columns', () => {
  expect(fitColumns('abc', 4)).toBe('abc');
  expect(fitColumns('abcd', 4)).toBe('ab…');
  expect(fitColumns('漢字漢字', 6)).toBe('漢字…');
  expect(fitColumns('', 1)).toBe('');
});

test('columns are aligned by what is seen, and a cell is one line', () => {
  const paint = paintFor(true);
  const rows = [
    [paint.red('ab'), '1'],
    ['漢', '20'],
    ['x\n\u001b[2J', '3'],
  ];
  expect(alignRows(rows, ['left', 'right']).map(terminalText)).toEqual([
    '\u001b[31mab\u001b[39m             1',
    '漢            20',
    raw`x\n\u001b[2J   3`,
  ]);
});

test('JSON keeps its value, and holds nothing that is not seen', () => {
  const value = { 'a\u202e': ['\u009b\u007f\u2028\u{e0041}\ud800\n\u001b', 1] };
  const json = terminalJson(JSON.stringify(value, null, 2));
  expect(JSON.parse(json)).toEqual(value);
  expect(json.replaceAll('\n', '')).not.toMatch(/[^ -~]/u);
});

test('a screen lets nothing through', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const screen = createScreen(stream, {});
  screen.line(`${screen.paint.green('ok')} \u001b]0;title\u0007`);
  expect(writtenText(stream)).toBe(`\u001b[32mok\u001b[39m ${raw`\u001b]0;title\u0007`}\n`);
  screen.status('\u001b[2J');
  expect(writtenText(stream)).toBe(raw`\u001b[2J`);
});
