// What a run tells to programs and to those who want but its outcome.

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ordeal } from './ordeal.ts';

const flags = ['run', 'set', '--world', 'sim', '--time', '2', '--nemesis', 'none', '--seed', '1'];
const environmentOf = async () => ({ ORDEAL_RESULTS: await mkdtemp(join(tmpdir(), 'ordeal-output-')) });

test('--events is a line for the start, for each second and for the end', async () => {
  const { stdout, stderr, exitCode } = await ordeal([...flags, '--events'], await environmentOf());
  const events = stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events.at(0)).toMatchObject({ event: 'start', plan: { workload: 'set', seed: 1 } });
  expect(events.at(1)).toMatchObject({ event: 'progress', phase: 'load', leader: expect.any(String) });
  expect(events.at(-1)).toMatchObject({ event: 'end', outcome: 'valid', exitCode: 0 });
  expect(events.slice(1, -1).every(({ event }) => event === 'progress')).toBe(true);
  expect(stderr).toContain('Valid: no guarantee was violated.');
  expect(exitCode).toBe(0);
});

test('--quiet is one line', async () => {
  const { stdout, stderr } = await ordeal([...flags, '--quiet'], await environmentOf());
  expect(stdout).toMatch(/^set: Valid: no guarantee was violated\. \(exit code 0\) {2}.*\/set\/[^\n]*$/);
  expect(stderr).toBe('');
});

test('what contradicts itself is refused', async () => {
  for (const more of [['--json'], ['--seeds', '2']]) {
    const { stderr, exitCode } = await ordeal([...flags, '--events', ...more]);
    expect(stderr).toMatch(/^ordeal: --events .*leave/);
    expect(exitCode).toBe(64);
  }
});
