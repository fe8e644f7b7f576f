// The screen of a suite that runs: what stands on it, and that it stays a screen.

import { expect, test } from 'vitest';
import { plainScreen } from '../../src/report/screen.ts';
import { suiteScreen } from '../../src/report/suite-screen.ts';
import { suiteProgress } from '../../src/suite/progress.ts';
import { troubledSuite } from './suite-page/saved-suites.ts';

const startedAt = '2030-01-01T00:00:00.000Z';
const nowMs = Date.parse(startedAt) + 75_000;
const running = (count: number, job: string) =>
  Array.from({ length: count }, () => ({ job, attempt: 2, startedAt, doing: '' }));

test('says how far it is, how each matrix stands, what runs and what went wrong', () => {
  const progress = suiteProgress(troubledSuite(), { suiteMs: 30_000, running: running(1, 'seeds: x') });
  const lines = suiteScreen(progress, nowMs, plainScreen);
  expect(lines[0]).toMatch(/^█{26}░{4} 7\/8 runs {2}00:30 of 01:00 {2}3 valid {2}1 violation {2}1 unknown$/);
  expect(lines.slice(1)).toEqual([
    '  broken (canary)  2/2  caught',
    '  seeds            5/6  3 valid  1 violation  1 unknown',
    'now',
    '  01:15 seeds: x (attempt 2)',
    'went wrong last',
    expect.stringContaining('invalid-run seeds: register, seed 3: This run is invalid-run.'),
    expect.stringContaining('unknown seeds: register, seed 2'),
    expect.stringContaining('violation seeds: register, seed 1'),
  ]);
});

test('has a bound, and shows no commands to the terminal', () => {
  const progress = suiteProgress(troubledSuite(), { suiteMs: 1, running: running(500, '\u001b[2Jx\u0007') });
  const lines = suiteScreen(progress, nowMs, plainScreen);
  expect(lines.length).toBeLessThan(24);
  expect(lines).toContain('  … 492 more');
  expect(lines.join('')).not.toMatch(/\p{Cc}/u);
});
