// The list of runs as its address says it.

import { expect, test } from 'vitest';
import { choiceOf, chooseRuns, linesPerPage, queryOf } from '../../src/serve/choose-runs.ts';
import type { RunLine } from '../../src/serve/run-line.ts';

const line = (changes: Partial<RunLine>): RunLine => ({
  name: 'register',
  time: '2026-01-01',
  kind: 'run',
  outcome: 'valid',
  workload: 'register',
  nemesis: 'kill',
  world: 'sim',
  version: 'current',
  seed: 1,
  operations: 10,
  perSecond: 5,
  answeredPercent: 100,
  longestOutageMs: 0,
  reason: '',
  ...changes,
});

const lines = [
  line({ time: '3', operations: 5, seed: 77 }),
  line({ time: '2', outcome: 'violation', reason: 'linearizable: a stale READ', operations: 9 }),
  line({ time: '1', kind: 'unreadable', outcome: 'unreadable', operations: null }),
];
const timesFor = (query: string): readonly string[] =>
  chooseRuns(lines, choiceOf(new URLSearchParams(query))).lines.map(({ time }) => time);

test('every word searched for has to be there, in any column and case', () => {
  expect(timesFor('search=stale+LINEAR')).toEqual(['2']);
  expect(timesFor('search=stale+nowhere')).toEqual([]);
  expect(timesFor('search=seed 77')).toEqual(['3']);
});

test('filters are exact', () => {
  expect(timesFor('outcome=violation')).toEqual(['2']);
  expect(timesFor('outcome=viol')).toEqual([]);
  expect(timesFor('outcome=&kind=unreadable')).toEqual(['1']);
});

test('sorted either way, what is not known is last', () => {
  expect(timesFor('sort=operations&order=up')).toEqual(['3', '2', '1']);
  expect(timesFor('sort=operations&order=down')).toEqual(['2', '3', '1']);
  expect(timesFor('')).toEqual(['3', '2', '1']);
  expect(timesFor('sort=time&order=up')).toEqual(['1', '2', '3']);
});

test('an address that makes no sense is the whole list', () => {
  expect(timesFor('sort=constructor&page=-3')).toEqual(['3', '2', '1']);
  expect(timesFor('page=99')).toEqual(['3', '2', '1']);
});

test('pages hold every line once', () => {
  const many = Array.from({ length: linesPerPage * 2 + 1 }, (_, at) => line({ time: String(at), seed: at }));
  const pages = [1, 2, 3].map((page) =>
    chooseRuns(many, choiceOf(new URLSearchParams({ page: String(page) }))),
  );
  expect(pages.map((page) => page.lines.length)).toEqual([linesPerPage, linesPerPage, 1]);
  expect(new Set(pages.flatMap((page) => page.lines.map(({ seed }) => seed))).size).toBe(many.length);
});

test('the address of a choice makes that choice', () => {
  const choice = choiceOf(new URLSearchParams('search=a%26b&outcome=crash&sort=outage&order=down&page=3'));
  expect(choiceOf(new URLSearchParams(queryOf(choice)))).toEqual(choice);
});
