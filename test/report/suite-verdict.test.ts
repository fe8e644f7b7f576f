// The sentence at the top of a suite: what decided it, never kinder than its exit code.

import { expect, test } from 'vitest';
import { suiteSentence } from '../../src/report/suite-verdict.ts';
import type { Outcome } from '../../src/store/results.ts';
import { summarizeSuite } from '../../src/suite/summary.ts';
import { savedSuite } from '../suite/saved-suite.ts';

const said = (...suite: Parameters<typeof savedSuite>): string =>
  suiteSentence(summarizeSuite(savedSuite(...suite)));

test.each<readonly [readonly Outcome[], readonly Outcome[], string]>([
  [['valid'], [], 'Passed: the one run is valid.'],
  [['valid', 'valid'], ['violation'], 'Passed: all 2 runs are valid, and 1 canary was caught.'],
  [['valid', 'violation'], [], 'FAILED: 1 run found a violation.'],
  [['valid'], ['valid'], 'FAILED: canary broken was not caught.'],
  [['violation'], ['valid'], 'FAILED: 1 run found a violation, and canary broken was not caught.'],
  [['unknown', 'valid'], [], 'Undecided: 1 run could not be decided.'],
  [['valid'], ['crash'], 'CRASHED: 1 run ended in a failure of Ordeal itself.'],
  [['invalid-run'], [], 'Inconclusive: 1 invalid run.'],
  [['invalid-run', 'unknown', 'threshold-missed'], [], 'Inconclusive: 1 invalid run.'],
  [['valid'], ['invalid-run'], 'Inconclusive: no result from canary broken.'],
  [['threshold-missed', 'valid'], [], 'Threshold missed by 1 run.'],
])('runs %j, canary %j: %s', (outcomes, canary, sentence) => {
  expect(said(outcomes, canary)).toBe(sentence);
});

test('an end before its time is no pass without a word', () => {
  const { suite, records } = savedSuite(['valid', 'valid']);
  const half = (end: typeof suite.end) =>
    suiteSentence(summarizeSuite({ suite: { ...suite, end }, records: records.slice(0, 1) }));
  expect(half('budget')).toBe('Passed as far as it got: 1 of 2 runs were made, all of them valid.');
  expect(half('interrupted')).toBe('Interrupted: 1 of 2 runs were made.');
  expect(half(null)).toMatch(/^Cut off before its end/);
  const incomplete = { missing: [2], cutOff: [] };
  const merged = { ...suite, end: null, mergedShards: 2, incomplete };
  expect(suiteSentence(summarizeSuite({ suite: merged, records: records.slice(0, 1) }))).toBe(
    'Incomplete: 1 of 2 runs were made.',
  );
});
