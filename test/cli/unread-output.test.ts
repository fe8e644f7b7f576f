// Output that nobody reads, or that finds no room, changes no verdict and no exit code; what was asked for and could not be
// written whole is told. Each line is a command of a real shell, which says how the command ended.

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test as sequentialTest } from 'vitest';
import { repositoryRoot } from '../tidy/source-files.ts';

const test = sequentialTest.concurrent;

let directory = '';

/** What the shell printed on both of its streams; `ordeal` is the command, and `$D` a folder for files. */
async function shell(script: string): Promise<{ readonly out: string; readonly err: string }> {
  const { stdout, stderr } = await execa(
    'bash',
    ['-c', `ordeal() { node bin/ordeal.mjs "$@"; }; ${script}`],
    {
      cwd: repositoryRoot,
      env: { NO_COLOR: '1', ORDEAL_RESULTS: join(directory, 'results'), D: directory },
      reject: false,
      stdin: 'ignore',
    },
  );
  return { out: stdout, err: stderr };
}

const broken =
  'run register --world sim --version mutant:deposed-leader-serves-reads --nemesis partition --time 20 --seed 5 --name broken';
const whole = 'run register --world sim --nemesis none --time 2 --seed 5 --name whole';
const stale = 'check "$D/stale.jsonl" --checker linearizable --model register';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ordeal-unread-'));
  const line = (index: number, type: string, f: string, value: number | null): string =>
    JSON.stringify({ index, time: index, process: 0, type, f, value });
  const history = [
    line(0, 'invoke', 'write', 1),
    line(1, 'ok', 'write', 1),
    line(2, 'invoke', 'read', null),
    line(3, 'ok', 'read', 7),
  ];
  await writeFile(join(directory, 'stale.jsonl'), history.map((text) => `${text}\n`).join(''));
  const suite = `name: broken-suite
jobs:
  - name: only
    matrix:
      workload: register
      nemesis: partition
      version: mutant:deposed-leader-serves-reads
      seeds: [5]
    plan: { timeSeconds: 20 }
`;
  await writeFile(join(directory, 'suite.yaml'), suite);
});

test.each<readonly [string, string, string]>([
  ['a run that finds a violation, and a reader of one line', `ordeal ${broken} | head -1`, '1'],
  ['its JSON document', `ordeal ${broken} --json | head -c 1`, '1'],
  ['its events', `ordeal ${broken} --events | head -1`, '1'],
  ['a reader of nothing at all', `ordeal ${broken} | true`, '1'],
  ['a batch of seeds', `ordeal ${broken} --seeds 5-6 --collect | head -1`, '1'],
  ['a suite', 'ordeal suite "$D/suite.yaml" | head -1', '1'],
  ['a violation that is expected', `ordeal ${broken} --expect fail | head -1`, '0'],
  ['a history with a violation', `ordeal ${stale} | true`, '1'],
  ['its JSON document', `ordeal ${stale} --json | true`, '1'],
  ['a valid run', `ordeal ${whole} | true`, '0'],
  ['a list', 'ordeal ls | head -1', '0'],
  ['the help', 'ordeal --help | head -1', '0'],
  ['what the machine can do', 'ordeal doctor | true', '0'],
])('a closed pipe changes no exit code: %s', async (_what, command, code) => {
  const { out } = await shell(`${command} >/dev/null; echo "ended with \${PIPESTATUS[0]}"`);
  expect(out).toBe(`ended with ${code}`);
});

test.each<readonly [string, string, string, RegExp | null]>([
  ['a violation, and no room for its text', `ordeal ${stale} >/dev/full`, '1', /could not be written whole/],
  ['a violation, and no room for its JSON', `ordeal ${stale} --json >/dev/full`, '1', /disk is full/],
  ['a valid run, and no room for its text', `ordeal ${whole} >/dev/full`, '0', /could not be written whole/],
  ['a valid run, and no room for its JSON', `ordeal ${whole} --json >/dev/full`, '3', /ENOSPC/],
  ['a valid run, and no room for its events', `ordeal ${whole} --events >/dev/full`, '3', /ENOSPC/],
  ['a list without room', 'ordeal ls >/dev/full', '3', /ENOSPC/],
  ['a list as JSON without room', 'ordeal ls --json >/dev/full', '3', /ENOSPC/],
  ['the help without room', 'ordeal --help >/dev/full', '3', /ENOSPC/],
  ['standard output closed from the start', `ordeal ${stale} >&-`, '1', null],
  ['standard error closed from the start', `ordeal ${stale} --json 2>&- >/dev/null`, '1', null],
  ['both closed', `ordeal ${broken} >&- 2>&-`, '1', null],
  ['no room on standard error either', `ordeal ${stale} --json >/dev/full 2>/dev/full`, '1', null],
  ['a usage error that nobody reads', 'ordeal rnu 2>/dev/full', '64', null],
])('what cannot be written is told, and no verdict is lost: %s', async (_what, command, code, told) => {
  const { out, err } = await shell(`${command}; echo "ended with $?" >&1`);
  expect(out.split('\n').at(-1)).toBe(`ended with ${code}`);
  if (told === null) expect(err).not.toContain('ordeal: Standard output');
  else expect(err).toMatch(told);
});

test('a file that had room for a part of the document only is an error', async () => {
  // Half a block of the document fits below the limit: the system writes that part, and says so, before it refuses.
  const { out, err } = await shell(
    'ulimit -f 2; trap "" XFSZ; ordeal ls --json >"$D/part.json"; echo "ended with $?"',
  );
  expect(out).toBe('ended with 3');
  expect(err).toMatch(/Standard output could not be written whole: .*EFBIG/);
});

test('a reader that never reads holds no run up', async () => {
  // The pipe is full before the first event: its reader sleeps until the run has been saved, and then reads all of it.
  const { out } = await shell(`
    mkfifo "$D/slow"
    ordeal ${broken} --name slow --events 2>/dev/null >"$D/slow" & run=$!
    exec 3<"$D/slow"
    until [ -e "$D/results/slow/latest/results.json" ]; do sleep 0.1; done
    tail -1 <&3 | cut -c1-31
    wait $run; echo "ended with $?"`);
  expect(out.split('\n')).toEqual(['{"event":"end","outcome":"viola', 'ended with 1']);
});
