// `ordeal suite` from a person's side: killed in the middle and resumed, gates that trip, files that are wrong.
// ORDEAL_CASES=40 runs more of them.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { requireJunit } from '../report/junit-schema.ts';
import { parseXml } from '../report/xml.ts';
import { repositoryRoot } from '../tidy/source-files.ts';
import { ordeal as start } from './ordeal.ts';

const scratch = mkdtempSync(join(tmpdir(), 'ordeal-suite-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const timeout = 300_000;
const runs = Number(process.env['ORDEAL_CASES'] ?? 12);

function suiteFile(name: string, text: string): string {
  const file = join(scratch, `${name}.yaml`);
  writeFileSync(
    file,
    `name: ${name}\ndefaults: { timeSeconds: 2, ratePerSecond: 200, nodes: 3, concurrency: 3 }\n${text}`,
  );
  return file;
}

const summarySchema = z.object({
  exitCode: z.int(),
  end: z.string(),
  planned: z.int(),
  finished: z.int(),
  outcomes: z.record(z.string(), z.int()),
  problems: z.array(z.string()),
  directory: z.string(),
});

async function run(args: readonly string[], results: string) {
  const ended = await start(['suite', ...args, '--json'], { ORDEAL_RESULTS: join(scratch, results) });
  return { ...ended, summary: () => summarySchema.parse(JSON.parse(ended.stdout)) };
}

/** Job and trace hash of each finished run. */
function tracesIn(directory: string): readonly string[] {
  const lines = readFileSync(join(directory, 'jobs.jsonl'), 'utf8').trim().split('\n');
  const record = z.object({ job: z.string(), traceHash: z.string() });
  return lines.map((line) => Object.values(record.parse(JSON.parse(line))).join(' ')).sort();
}

/** Starts a suite and kills it, as nobody can see coming, once some of its jobs are on record. */
async function killInTheMiddle(args: readonly string[], results: string, name: string): Promise<void> {
  const root = join(scratch, results);
  const child = spawn('node', ['bin/ordeal.mjs', 'suite', ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, ORDEAL_RESULTS: root, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.split('\n').filter((line) => line.startsWith('valid ')).length >= 3) break;
  }
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  const [time = ''] = readdirSync(join(root, name)).filter((entry) => entry !== 'latest');
  const done = tracesIn(join(root, name, time)).length;
  expect([done >= 3, done < runs]).toEqual([true, true]);
}

test('a suite killed in the middle resumes and ends with the same totals', { timeout }, async () => {
  const file = suiteFile(
    'short',
    `jobs:\n  - { name: all, matrix: { workload: register, nemesis: none, seeds: ${runs} } }\n`,
  );
  const args = [file, '--seed', '7'];
  const whole = (await run(args, 'whole')).summary();
  expect(whole).toMatchObject({ end: 'complete', planned: runs, finished: runs, exitCode: 0 });
  await killInTheMiddle(args, 'killed', 'short');
  const resumed = (await run([file, '--resume'], 'killed')).summary();
  expect({ ...resumed, directory: '' }).toEqual({ ...whole, directory: '' });
  expect(tracesIn(resumed.directory)).toEqual(tracesIn(whole.directory));

  const changed = await run([file, '--resume', '--seed', '8'], 'killed');
  expect([changed.exitCode, changed.stderr]).toEqual([64, expect.stringContaining('cannot be resumed')]);
});

test('shards of two machines become one suite, with the runs they kept', { timeout }, async () => {
  const file = suiteFile(
    'shared',
    `jobs:
  - { name: sound, matrix: { workload: register, nemesis: none, seeds: 2 } }
  - { name: broken, matrix: { workload: register, nemesis: none, version: 'mutant:acknowledge-before-majority', seeds: 2 } }
`,
  );
  const shard = (part: number, seed = '7') => [file, '--seed', seed, '--shard', `${part}/2`];
  for (const part of [1, 2]) expect((await run(shard(part), `machine${part}`)).exitCode).toBe(1);
  const folders = [join(scratch, 'machine1'), join(scratch, 'machine2')];
  const junit = join(scratch, 'merged.xml');
  const { summary, exitCode } = await run(['merge', ...folders, '--junit', junit], 'merged');
  expect(summary()).toMatchObject({ planned: 4, finished: 4, outcomes: { valid: 2, violation: 2 } });
  expect(exitCode).toBe(1);
  requireJunit(parseXml(readFileSync(junit, 'utf8')));
  const page = readFileSync(join(summary().directory, 'report.html'), 'utf8');
  const links = [...page.matchAll(/href="(\.\.[^"]*report\.html)"/g)].map(([, link = '']) => link);
  expect(links.length).toBeGreaterThanOrEqual(2);
  for (const link of links)
    expect(readFileSync(join(summary().directory, decodeURIComponent(link)), 'utf8')).toContain('VIOLATION');
});

test('shards without one of them are incomplete: its runs are named, and they are no pass', {
  timeout,
}, async () => {
  const file = suiteFile(
    'lone',
    'jobs:\n  - { name: sound, matrix: { workload: register, nemesis: none, seeds: 2 } }\n',
  );
  expect((await run([file, '--seed', '7', '--shard', '1/2'], 'lone1')).exitCode).toBe(0);
  const junit = join(scratch, 'half.xml');
  const { summary, exitCode, stderr } = await run(
    ['merge', join(scratch, 'lone1'), '--junit', junit],
    'half',
  );
  expect(exitCode).toBe(3);
  const notRun = 'sound: register, none, sim, current, seed 8';
  expect(summary()).toMatchObject({
    ...{ end: 'incomplete', planned: 2, finished: 1 },
    problems: ['Shard 2/2 is missing.', '1 run was not made.'],
  });
  expect(stderr).toContain(notRun);
  const page = readFileSync(join(summary().directory, 'report.html'), 'utf8');
  for (const said of [
    'Incomplete: 1 of 2 runs were made.',
    'Shard 2/2 is missing.',
    '1 of 2 shards, merged',
    'Left out: 1 run',
  ])
    expect(page).toContain(said);
  const cases = readFileSync(junit, 'utf8');
  expect(cases).toContain(notRun);
  requireJunit(parseXml(cases));
});

test('a canary that gets away, a threshold and a condition never reached each fail it', {
  timeout,
}, async () => {
  const quiet = '{ workload: register, nemesis: none }';
  const file = suiteFile(
    'gates',
    `jobs:
  - { name: plain, matrix: ${quiet}, thresholds: { eachRun: { okPerSecond: 100000 } } }
canaries:
  - { name: asleep, workload: register, nemesis: none, version: 'mutant:deposed-leader-serves-reads' }
probes: [snapshot-installed]
`,
  );
  const { summary } = await run([file, '--seed', '1', '--junit', join(scratch, 'gates.xml')], 'gates');
  expect(summary()).toMatchObject({ exitCode: 1, outcomes: { 'threshold-missed': 1 } });
  expect(summary().problems).toEqual([
    expect.stringMatching(/^Canary asleep was not caught/),
    expect.stringMatching(/^Threshold missed by plain/),
    'Condition snapshot-installed was never reached.',
  ]);
  const junit = readFileSync(join(scratch, 'gates.xml'), 'utf8');
  expect(junit).toContain('failures="3"');
  requireJunit(parseXml(junit));

  const page = join(summary().directory, 'report.html');
  const atTheEnd = readFileSync(page, 'utf8');
  expect(atTheEnd).toContain('FAILED: canary asleep was not caught.');
  rmSync(page);
  const again = await start(['report', 'gates'], { ORDEAL_RESULTS: join(scratch, 'gates') });
  expect([again.exitCode, readFileSync(page, 'utf8')]).toEqual([0, atTheEnd]);
});

test('what is wrong is told with its place', { timeout }, async () => {
  const one = (matrix: string, rest = ''): string => `jobs:\n  - { name: a, matrix: ${matrix} }\n${rest}`;
  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    [one('{ workload: registr }'), [], /wrong0\.yaml:4:\d+: .*registr/],
    [one('{ workload: register, nemesis: kil }'), [], /wrong1\.yaml:4:\d+: .*kil/],
    [one('{ workload: register, version: "mutant:none-such" }'), [], /wrong2\.yaml:4:\d+: .*none-such/],
    [one('{ workload: register }', 'probes: [no-such]\n'), [], /wrong3\.yaml:5:\d+: .*no-such/],
    [one('{ workload: register }'), ['--shard', '5/4'], /--shard is "5\/4"/],
    [one('{ workload: register }'), ['--resume'], /no suite wrong5 to resume/],
  ];
  const ended = await Promise.all(
    wrong.map(([text, flags], at) => run([suiteFile(`wrong${at}`, text), ...flags], 'wrong')),
  );
  for (const [at, { exitCode, stderr }] of ended.entries()) {
    expect(stderr).toMatch(wrong[at]?.[2] ?? /^$/);
    expect([exitCode, stderr.trim().split('\n').length]).toEqual([64, 1]);
  }
});
