// A promise broken inside the cluster is told as such, with what the history says beside it.

import { expect, test } from 'vitest';
import type { Verdict } from '../../../src/checkers/checker.ts';
import {
  historySentence,
  insideSentence,
  insideViolationOf,
} from '../../../src/report/page/inside-violation.ts';

const verdict = (checker: string, valid: Verdict['valid'], details: Verdict['details'] = {}): Verdict => ({
  ...{ checker, valid, reason: '', witnesses: [], details },
});
const inside = (checker: string, kind: string): Verdict =>
  verdict(checker, false, { kind, timeNs: 1e9, nodes: ['n2'] });

test.each([
  ['leases-never-overlap', 'invariant', 'a guarantee inside the cluster was violated: leases-never-overlap.'],
  ['stuck', 'stuck', 'a node of the cluster got stuck.'],
  ['uncaught-exception', 'crash', 'a node of the cluster crashed by itself.'],
  ['no-leader-elected', 'liveness', 'the healed cluster did not get on: no-leader-elected.'],
])('%s', (checker, kind, sentence) => {
  expect(insideSentence(inside(checker, kind))).toBe(`VIOLATION: ${sentence}`);
});

test('what clients saw is said beside it, without what only measures', () => {
  const verdicts = [
    inside('logs-agree', 'invariant'),
    verdict('linearizable', true),
    verdict('durability', 'unknown'),
    verdict('statistics', true),
    verdict('run-validity', 'unknown'),
  ];
  expect(insideViolationOf({ verdicts })?.checker).toBe('logs-agree');
  expect(historySentence({ verdicts })).toBe(
    'What clients saw up to then: linearizable valid, durability unknown.',
  );
});

test('a violation of the history is none', () => {
  expect(insideViolationOf({ verdicts: [verdict('linearizable', false, { violations: [] })] })).toBeNull();
});
