// Findings in node logs: failed assertions count, panics are only told.

import { expect, test } from 'vitest';
import { logPatterns } from '../../src/checkers/log-patterns.ts';
import { judged } from './judged.ts';

test('a failed assertion is a violation', async () => {
  const verdict = await judged(
    logPatterns({ failedAssertions: ['n1: assertion failed: a < b'], panics: [] }),
  );
  expect(verdict).toMatchObject({
    valid: false,
    reason: "a node's assertion failed: n1: assertion failed: a < b.",
    details: { failedAssertionCount: 1 },
  });
});

test('a panic alone is none, and neither is a quiet log', async () => {
  const panicked = await judged(logPatterns({ failedAssertions: [], panics: ['n1: panic'] }));
  expect(panicked).toMatchObject({ valid: true, details: { panicCount: 1 } });
  expect((await judged(logPatterns({ failedAssertions: [], panics: [] }))).valid).toBe(true);
});
