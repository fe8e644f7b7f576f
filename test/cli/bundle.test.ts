// `ordeal bundle` from a person's side: a run packed here and opened under another results folder, the kept examples judged
// again, a folder of a run anywhere on disk, and files that are no bundles.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ordeal as start } from './ordeal.ts';

const scratch = mkdtempSync(join(tmpdir(), 'ordeal-bundle-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const timeout = 240_000;
const here = { ORDEAL_RESULTS: join(scratch, 'here') };
const elsewhere = { ORDEAL_RESULTS: join(scratch, 'elsewhere') };
const examples = 'results/examples';
const brokenBuild = 'mutant:condition-ignored-for-some-values';

test('a bundled run, and its folder anywhere, replay to the same trace', { timeout }, async () => {
  const plan = ['--nodes', '3', '--time', '1', '--rate', '60', '--concurrency', '3', '--nemesis', 'none'];
  const run = ['run', 'register', '--world', 'sim', '--seed', '7', '--name', 'packed', '--quiet'];
  await start([...run, ...plan, '--version', brokenBuild], here);
  const file = join(scratch, 'packed.ordeal');
  const bundled = await start(['bundle', 'packed/latest', '--output', file], here);
  expect(bundled.exitCode, bundled.stderr).toBe(0);
  const again = await start(['bundle', 'packed/latest', '--output', file], here);
  expect([again.exitCode, again.stderr]).toEqual([
    64,
    expect.stringMatching(/packed\.ordeal exists already/),
  ]);

  const artifact = join(scratch, 'artifact');
  cpSync(join(here.ORDEAL_RESULTS, 'packed', 'latest'), artifact, { recursive: true, dereference: true });
  for (const target of [file, artifact]) {
    const { stdout, stderr } = await start(['replay', target, '--json'], elsewhere);
    expect(JSON.parse(stdout), stderr).toMatchObject({ same: true });
  }
  expect(readdirSync(elsewhere.ORDEAL_RESULTS)).toEqual(['unpacked']);
  const [unpacked = ''] = readdirSync(join(elsewhere.ORDEAL_RESULTS, 'unpacked'));
  const carried = join(elsewhere.ORDEAL_RESULTS, 'unpacked', unpacked, 'builds');
  expect(readFileSync(join(carried, `${brokenBuild.replace(':', '-')}.json`), 'utf8')).toContain('"edits"');
});

test('the kept examples are small, and still judged as they were', { timeout }, async () => {
  const names = readdirSync(examples).sort();
  expect(names).toEqual(['fractured-read.jsonl', 'stale-read.ordeal', 'wrong-condition.ordeal']);
  const found: unknown[] = [];
  for (const name of names) {
    expect(statSync(join(examples, name)).size).toBeLessThan(100_000);
    const { exitCode, stdout } = await start(['check', join(examples, name), '--json'], elsewhere);
    const { verdicts } = JSON.parse(stdout) as {
      verdicts: { checker: string; valid: unknown; reason: string }[];
    };
    const broken = verdicts.find(({ valid, checker }) => valid === false && checker !== 'run-validity');
    found.push([exitCode, broken?.checker, broken?.reason]);
  }
  expect(found).toEqual([
    [1, 'list-append', expect.stringContaining('fractured-read')],
    [1, 'linearizable', expect.stringMatching(/^Key \d+ .* nothing explains /)],
    [1, 'linearizable', expect.stringMatching(/^Key \d+ .* nothing explains /)],
  ]);
});

test('the broken build of an example fails the same way again, whole, shrunk and by its page', {
  timeout,
}, async () => {
  const target = join(examples, 'wrong-condition.ordeal');
  const replayed = await start(['replay', target, '--json'], elsewhere);
  expect(JSON.parse(replayed.stdout), replayed.stderr).toMatchObject({ class: 'violation: linearizable' });
  expect(replayed.exitCode).toBe(1);
  const { stdout } = await start(['report', target, '--json'], elsewhere);
  const { page } = JSON.parse(stdout) as { page: string };
  expect(readFileSync(page, 'utf8')).toContain('nothing explains');
  const shrunk = await start(['run', join(page, '..', 'shrunk-plan.json'), '--json'], elsewhere);
  expect(shrunk.exitCode, shrunk.stderr).toBe(1);
  expect(shrunk.stdout).toContain('nothing explains');
});

test('a file that is no bundle is one sentence, whichever command opens it', { timeout }, async () => {
  const damaged = join(scratch, 'damaged.ordeal');
  writeFileSync(damaged, readFileSync(join(examples, 'stale-read.ordeal')).subarray(0, 5000));
  for (const command of ['replay', 'check', 'shrink', 'report', 'bundle']) {
    const { exitCode, stdout, stderr } = await start([command, damaged], here);
    expect([command, exitCode, stdout]).toEqual([command, 3, '']);
    expect(stderr).toMatch(/^ordeal: \S*damaged\.ordeal is damaged, or no bundle of Ordeal: .*\.$/);
  }
});
