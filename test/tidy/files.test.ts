// How a file has to look: short, opened by a comment that says what it is, and named so that a reader finds it.

import { expect, test } from 'vitest';
import { sourceFiles } from './source-files.ts';

const lineLimit = 300;
const vagueName = /(^|\/)(utils?|helpers?|misc|common|shared|manager)(\.|\/|$)/i;

const files = sourceFiles('.ts', '.mjs', '.js');

test('there are files to look at', () => {
  expect(files.length).toBeGreaterThan(50);
});

test(`no file is longer than ${lineLimit} lines`, () => {
  const long = files.filter(({ text }) => text.split('\n').length - 1 > lineLimit);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test('every file opens with a comment that says what it is', () => {
  const bare = files.filter(
    ({ path, text }) => !/^(#!.*\n)?(\/\/ \S|\/\*\* \S|\/\*\*\n)/.test(text) && !path.endsWith('.config.ts'),
  );
  expect(bare.map(({ path }) => path)).toEqual([]);
});

test('no file or folder has a vague name', () => {
  expect(files.filter(({ path }) => vagueName.test(path)).map(({ path }) => path)).toEqual([]);
});

test('nothing unfinished is left behind', () => {
  const marker = new RegExp(['TO', 'DO|FIX', 'ME|@ts-', 'ignore|\\.on', 'ly\\('].join(''));
  const left = files.filter(({ text }) => marker.test(text));
  expect(left.map(({ path }) => path)).toEqual([]);
});
