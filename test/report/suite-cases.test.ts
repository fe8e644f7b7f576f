// A suite as test cases: each group a set, a canary one case, and what all runs have to meet together.

import { describe, expect, test } from 'vitest';
import { annotationLines, jobSummary } from '../../src/report/github.ts';
import { junitXml } from '../../src/report/junit.ts';
import { suitesOfSuite } from '../../src/report/suite-cases.ts';
import type { SavedSuite } from '../../src/store/suite.ts';
import { summarizeSuite } from '../../src/suite/summary.ts';
import { savedSuite } from '../suite/saved-suite.ts';
import { requireJunit } from './junit-schema.ts';
import { parseXml } from './xml.ts';

const casesOf = (saved: SavedSuite) =>
  suitesOfSuite(saved, summarizeSuite(saved), () => ({ again: './ordeal run register', saved: null }));
const endsOf = (saved: SavedSuite) => casesOf(saved).map(({ cases }) => cases.map(({ end }) => end));

describe('a suite as test cases', () => {
  test('a violation fails, what says nothing is an error, and a canary passes where it was caught', () => {
    expect(endsOf(savedSuite(['valid', 'violation', 'invalid-run'], ['violation', 'valid']))).toEqual([
      ['passed'],
      ['passed', 'failed', 'error'],
      ['passed'],
    ]);
  });

  test('a canary that got away fails, and so does a condition that was never reached', () => {
    const saved = savedSuite(['valid'], ['valid'], { probes: ['never'] });
    expect(endsOf(saved)).toEqual([['failed'], ['passed'], ['passed', 'error']]);
  });

  test('a run that is missing is an error, unless the budget left it out', () => {
    const whole = savedSuite(['valid', 'valid']);
    const cut: SavedSuite = { ...whole, records: whole.records.slice(0, 1) };
    expect(endsOf({ ...cut, suite: { ...cut.suite, end: 'interrupted' } })[0]).toEqual(['passed', 'error']);
    expect(endsOf({ ...cut, suite: { ...cut.suite, end: 'budget' } })[0]).toEqual(['passed']);
  });

  test('is a JUnit file, annotations and a job summary', () => {
    const suites = casesOf(savedSuite(['valid', 'violation', 'unknown'], ['violation']));
    requireJunit(parseXml(junitXml(suites)));
    expect(annotationLines(suites).join('\n')).toMatch(/^::error title=/m);
    expect(jobSummary(suites, 100_000)).toContain('nightly seeds');
  });
});
