// Bad input: one clear sentence on standard error, the right exit code, nothing on standard output, no stack.

import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test as sequentialTest } from 'vitest';
import { type Ended, ordeal } from './ordeal.ts';

/** Each test starts a process of its own; several at a time. */
const test = sequentialTest.concurrent;

let directory = '';
const file = (name: string): string => join(directory, name);
const line = (index: number, type: string): string =>
  JSON.stringify({ index, time: index, process: 0, type, f: 'write', key: 1, value: index });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ordeal-errors-'));
  const plan = { format: 1, workload: 'register', nodes: 2 };
  await writeFile(file('two-nodes.json'), JSON.stringify(plan));
  await writeFile(file('not.json'), '{');
  await writeFile(file('empty.jsonl'), '');
  await writeFile(file('broken.jsonl'), [line(0, 'invoke'), '{"index":1,', line(2, 'ok'), ''].join('\n'));
  await writeFile(file('whole.jsonl'), [line(0, 'invoke'), line(1, 'ok'), ''].join('\n'));
  await mkdir(file('no-run'));
});

function expectSentence({ exitCode, stdout, stderr }: Ended, code: number, sentence: RegExp): void {
  expect(stderr).toMatch(sentence);
  expect(stderr.split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/^ordeal: .*[.?)]$/);
  expect(stdout).toBe('');
  expect(exitCode).toBe(code);
}

test.each<readonly [string, readonly string[], RegExp]>([
  ['an unknown command', ['rnu'], /unknown command 'rnu'.*Did you mean run\?/i],
  ['an unknown flag', ['run', 'register', '--tiem', '5'], /unknown option '--tiem'.*--time/i],
  ['no command', [], /A command is missing/],
  ['a missing argument', ['check'], /missing required argument 'targets'/i],
  [
    'an unknown workload',
    ['run', 'regsiter'],
    /Unknown workload "regsiter"\. Did you mean register\? Known: register, set/,
  ],
  [
    'an unknown nemesis',
    ['run', 'register', '--nemesis', 'kil'],
    /Unknown nemesis "kil"\. Did you mean kill\?/,
  ],
  [
    'an unknown world',
    ['run', 'register', '--world', 'dokcer'],
    /Unknown world "dokcer"\. Did you mean docker\?/,
  ],
  [
    'two nodes',
    ['run', 'register', '--nodes', '2'],
    /--nodes is 2, but must be 3 or 5: a majority must survive/,
  ],
  ['a word for a number', ['run', 'register', '--time', 'soon'], /--time is "soon", but must be a number/],
  ['a seed of no known form', ['run', '--seed', 'lucky'], /--seed is "lucky".*git commit hash/],
  ['an expectation there is not', ['run', '--expect', 'pass'], /--expect is "pass", but must be fail/],
  ['a cluster of two', ['cluster', 'up', '--nodes', '2'], /--nodes is "2", but must be 3 or 5/],
  ['a port out of range', ['cluster', 'up', '--port', '99999'], /--port is "99999"/],
  ['an empty argument', ['check', ''], /The argument <targets> is empty: a variable/],
  ['a blank argument', ['replay', ' '], /The argument <run> is empty/],
  ['an empty second argument', ['compare', 'a', ''], /The argument <second> is empty/],
  ['an empty option', ['run', 'register', '--name', ''], /--name is empty: a variable/],
  ['an empty file to write', ['run', 'register', '--junit', ''], /--junit is empty/],
  ['an empty address', ['serve', '--host', ''], /--host is empty/],
  ['an address that stands for all', ['serve', '--host', '*'], /--host is "\*", but must be an address/],
  ['a number that stands for all', ['serve', '--host', '0'], /--host is "0", but must be an address/],
  ['a fault twice', ['run', '--nemesis', 'kill,kill'], /--nemesis names "kill" twice/],
  ['an empty fault', ['run', '--nemesis', 'kill,'], /--nemesis is "kill,", which has an empty name/],
  ['none beside a fault', ['run', '--nemesis', 'none,kill'], /none stands alone/],
  ['a workload twice', ['run', 'set,set'], /The list of workloads names "set" twice/],
  ['a seed that is too great', ['run', '--seed', '4294967296'], /--seed is "4294967296", .* 0 to 4294967295/],
  ['a number in another form', ['run', '--time', '1e3'], /--time is "1e3", but must be a number in digits/],
  ['a build that is not there', ['run', '--world', 'sim', '--version', 'mutant:x'], /Unknown mutant "x"/],
  ['a range beyond the seeds', ['run', '--seeds', '4294967290-4294967299'], /--seeds is /],
])('%s is a wrong use', async (_, args, sentence) => {
  expectSentence(await ordeal(args, { ORDEAL_STATE_DIR: file('state') }), 64, sentence);
});

test('a plan with a wrong field names the field and what it may hold', async () => {
  const { exitCode, stdout, stderr } = await ordeal(['run', file('two-nodes.json')]);
  expect([exitCode, stdout]).toEqual([64, '']);
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(
      /^ordeal: Plan .*two-nodes\.json:1:\d+ field "nodes" is 2, but must be 3 or 5: .*\.$/,
    ),
    expect.stringMatching(/^ordeal: Plan .*two-nodes\.json lacks the fields "name", "nemesis", .*\.$/),
  ]);
});

test('a plan that is not JSON, and one that is not there', async () => {
  expectSentence(await ordeal(['run', file('not.json')]), 64, /not\.json is not JSON/);
  expectSentence(
    await ordeal(['run', file('none.json')]),
    64,
    /none\.json cannot be read: there is no such file/,
  );
});

test('a broken line in the middle of a history is told with its number', async () => {
  expectSentence(await ordeal(['check', file('broken.jsonl')]), 3, /broken\.jsonl line 2: this is not JSON/);
});

test('an empty history, a missing one, and a directory without one', async () => {
  expectSentence(await ordeal(['check', file('empty.jsonl')]), 3, /empty\.jsonl is empty/);
  expectSentence(await ordeal(['check', file('none.jsonl')]), 3, /There is no saved run .*none\.jsonl/);
  expectSentence(await ordeal(['check', file('no-run')]), 3, /There is no saved run .*no-run/);
  await symlink('circle', file('circle'));
  await symlink('nowhere', file('dangling'));
  expectSentence(await ordeal(['check', file('circle')]), 3, /circle is a link that leads in a circle/);
  expectSentence(await ordeal(['check', file('dangling')]), 3, /dangling is a link to nowhere, which is not/);
});

test('an unknown checker and an unknown model are told with the ones there are', async () => {
  const check = ['check', file('whole.jsonl')];
  expectSentence(await ordeal([...check, '--checker', 'liner']), 64, /Unknown checker "liner"/);
  const model = [...check, '--checker', 'linearizable', '--model', 'regster'];
  expectSentence(await ordeal(model), 64, /Unknown model "regster"\. Did you mean register\?/);
});

test('a Docker that cannot be reached', async () => {
  const environment = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
  expectSentence(
    await ordeal(['run', '--world', 'docker'], environment),
    3,
    /The docker world does not work here: .*docker/i,
  );
});

test('a port in use', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    const ended = await ordeal(['cluster', 'up', '--port', String(port)], {
      ORDEAL_STATE_DIR: file('state'),
    });
    expectSentence(ended, 3, new RegExp(`Port ${port} on 127.0.0.1 is in use: .*--port`));
  } finally {
    server.close();
  }
});

test('a cluster command without a cluster', async () => {
  const environment = { ORDEAL_STATE_DIR: file('nobody') };
  expectSentence(await ordeal(['cluster', 'status'], environment), 3, /No cluster of this checkout is up/);
});

test('a results directory that cannot be written', async () => {
  const environment = { ORDEAL_RESULTS: file('whole.jsonl/results') };
  const { exitCode, stdout, stderr } = await ordeal(
    ['run', '--world', 'namespaces', '--time', '1'],
    environment,
  );
  expect(stdout).toMatch(/^seed {2}\d+\nagain \.\/ordeal run register .*$/);
  expectSentence({ exitCode, stdout: '', stderr }, 3, /whole\.jsonl\/results.* cannot be written/);
});

test('the stack is shown only when asked for', async () => {
  const { stderr } = await ordeal(['run', 'regsiter'], { ORDEAL_DEBUG: '1' });
  expect(stderr).toMatch(/\n\s+at /);
});
