// A folder full of things that are no plan, no suite, no history and no saved run, though they are named like one; and
// some that are.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { repositoryRoot } from '../tidy/source-files.ts';
import { changedFiles } from './odd-changes.ts';

export interface Playground {
  readonly directory: string;
  /** Where commands are started; nothing may be left there. */
  readonly workingDirectory: string;
  readonly results: string;
  /** Paths that a person might name, of all kinds. */
  readonly files: readonly string[];
  close(): void;
}

const plan = { ...defaultPlan('sim'), timeSeconds: 1, ratePerSecond: 20, seed: 1, nemesis: [] };
const plans: Readonly<Record<string, unknown>> = {
  whole: plan,
  'kill-twice': { ...plan, nemesis: ['kill', 'kill'] },
  'kill-without-end': { ...plan, nemesis: Array(100_000).fill('kill') },
  'unknown-fault': { ...plan, nemesis: ['kill'], faults: [{ f: 'melt', value: null, afterMs: 1 }] },
  'unknown-host': { ...plan, nemesis: ['kill'], faults: [{ f: 'kill', value: { hosts: 'n9' }, afterMs: 1 }] },
  'fault-of-no-form': { ...plan, nemesis: ['kill'], faults: [{ f: 'kill', value: [[[]]], afterMs: 1 }] },
  'unknown-operation': { ...plan, operations: [{ f: 'frobnicate', value: 1, thread: 0, afterMs: 1 }] },
  'operation-of-no-form': { ...plan, operations: [{ f: 'cas', value: null, thread: 0, afterMs: 1 }] },
  'thread-beyond': { ...plan, operations: [{ f: 'read', key: 0, value: null, thread: 5000, afterMs: 1 }] },
  'unknown-target': { ...plan, nemesis: ['kill'], targets: ['mars'] },
  'unknown-workload': { ...plan, workload: 'constructor' },
  'version-of-another': { ...plan, version: '--help' },
  'name-that-climbs': { ...plan, name: '../../x' },
  'many-wrong': { ...plan, nodes: 4, seed: -1, rate: 3, concurrency: 0.5, world: 'moon' },
  list: [],
  text: 'plan',
  nothing: null,
};
const texts: Readonly<Record<string, string>> = {
  ...changedFiles(plan),
  'not.json': '{',
  'prototype.json': '{"__proto__": {"format": 1}, "constructor": 1}',
  'numbers.json': JSON.stringify(plan).replace('"seed":1', '"seed":1e999'),
  'deep.json': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  'deep-value.json': JSON.stringify(plan).replace(
    /}$/,
    `,"operations":[{"f":"read","value":${'['.repeat(9_000)}${']'.repeat(9_000)},"thread":0,"afterMs":1}]}`,
  ),
  'escape.json': '{"\u001b[31m\u202e": "\u0007"}',
  'circle.yaml': 'name: &a\n  b: *a\njobs: []\n',
  'bomb.yaml': Array.from(
    { length: 12 },
    (_, level) =>
      `a${level}: &a${level} [${Array(9)
        .fill(level === 0 ? 'x' : `*a${level - 1}`)
        .join()}]`,
  ).join('\n'),
  'deep.yaml': '- '.repeat(50_000),
  'many-wrong.yaml': 'name: 1\njobs: [{nmae: a}, {name: b, matrix: {workload: []}}]\nbudget: x\n\u001b: 1\n',
  'unknown.yaml':
    'name: a\njobs:\n  - {name: a, matrix: {workload: [nosuch, register], nemesis: [kill,kil]}}\n',
  'twice.yaml': 'name: a\njobs:\n  - {name: a, matrix: {workload: register, nemesis: "kill,kill"}}\n',
  'empty.yaml': '',
  'empty.jsonl': '',
  'newlines.jsonl': '\n\n\n',
  'not.jsonl': 'no history\n',
  'torn.jsonl': '{"index":0,"time":0,"process":0,"type":"invoke","f":"read","value":nu',
  'scalars.jsonl': '1\n2\n"a"\n[]\nnull\n',
  'deep.jsonl': `{"index":0,"time":0,"process":0,"type":"invoke","f":"read","value":${'['.repeat(200_000)}`,
  'escape.jsonl': `{"index":0,"time":0,"process":0,"type":"invoke","f":"\u001b[31m","value":"\u202e"}\n`,
  'deep.edn': '['.repeat(200_000),
  'not.edn': '{:type :invoke :f',
  'scalars.edn': '1 2 "a" nil #{} \\a',
  'empty.edn': '',
  'text.ordeal': 'no bundle',
  'binary.jsonl': Buffer.from(Array.from({ length: 2000 }, (_, at) => (at * 7919) % 256)).toString('latin1'),
};

/** Makes the folder, anew for each test. */
export async function createPlayground(): Promise<Playground> {
  const directory = mkdtempSync(join(tmpdir(), 'ordeal-odd-'));
  const inside = (...names: readonly string[]): string => join(directory, ...names);
  for (const name of ['cwd', 'results', 'folder']) mkdirSync(inside(name));
  for (const [name, value] of Object.entries(plans))
    writeFileSync(inside(`${name}.json`), JSON.stringify(value));
  for (const [name, text] of Object.entries(texts)) writeFileSync(inside(name), text);
  for (const ending of ['jsonl', 'edn', 'json', 'yaml', 'ordeal']) {
    execFileSync('mkfifo', [inside(`pipe.${ending}`)]);
    symlinkSync('/dev/urandom', inside(`random.${ending}`));
    symlinkSync('/proc/self/mem', inside(`memory.${ending}`));
    symlinkSync('circle', inside(`circle-link.${ending}`));
    writeFileSync(inside(`large.${ending}`), '');
    truncateSync(inside(`large.${ending}`), 2 ** 40);
    writeFileSync(inside(`zeros.${ending}`), Buffer.alloc(100_000));
    mkdirSync(inside(`folder.${ending}`));
  }
  writeFileSync(inside('bomb.ordeal'), gzipSync(Buffer.alloc(300 << 20)));
  writeFileSync(inside('torn.ordeal'), gzipSync('{"format":"ordeal-bundle"').subarray(0, 20));
  writeFileSync(inside('empty-bundle.ordeal'), gzipSync(''));
  const example = join(repositoryRoot, 'results', 'examples');
  cpSync(join(example, 'fractured-read.jsonl'), inside('history.jsonl'));
  cpSync(join(example, 'stale-read.ordeal'), inside('run.ordeal'));
  const runs = brokenRuns(inside('results'));
  const socket = await listenAt(inside('socket.json'));
  const named = [
    ...Object.keys(plans).map((name) => `${name}.json`),
    ...Object.keys(texts),
    ...['jsonl', 'edn', 'json', 'yaml', 'ordeal'].flatMap((ending) =>
      ['pipe', 'random', 'memory', 'circle-link', 'large', 'zeros', 'folder'].map(
        (name) => `${name}.${ending}`,
      ),
    ),
    ...['bomb.ordeal', 'torn.ordeal', 'empty-bundle.ordeal', 'socket.json', 'folder', 'none', 'none.jsonl'],
  ];
  return {
    directory,
    workingDirectory: inside('cwd'),
    results: inside('results'),
    files: [
      ...named.map((name) => inside(name)),
      ...runs,
      ...[
        '/dev/null',
        '/dev/urandom',
        '/dev/tty',
        '/proc/self/mem',
        '/proc/self/environ',
        '/proc',
        '/',
        '.',
        '..',
      ],
      ...[
        `/${'x/'.repeat(3000)}`,
        'x'.repeat(5000),
        inside('not.json', 'below'),
        '~',
        '-',
        '--',
        '\u001b]0;x\u0007',
      ],
    ],
    close: () => void socket.close(),
  };
}

/** Folders that look like saved runs, each with one file that is not what it should be. */
function brokenRuns(results: string): readonly string[] {
  const write: Readonly<Record<string, (path: string) => void>> = {
    pipe: (path) => void execFileSync('mkfifo', [path]),
    random: (path) => symlinkSync('/dev/urandom', path),
    memory: (path) => symlinkSync('/proc/self/mem', path),
    folder: (path) => mkdirSync(path),
    garbage: (path) => writeFileSync(path, '{"\u001b[31m'),
    deep: (path) => writeFileSync(path, '['.repeat(50_000)),
    empty: (path) => writeFileSync(path, ''),
  };
  const files = [
    'plan.json',
    'results.json',
    'history.jsonl',
    'progress.jsonl',
    'run.log',
    'batch.json',
    'suite.json',
  ];
  return files.flatMap((file) =>
    Object.entries(write).map(([kind, make]) => {
      const run = join('broken', `${file}-${kind}-\u001b[7m\u202e`);
      mkdirSync(join(results, run, 'nodes'), { recursive: true });
      if (file !== 'plan.json') writeFileSync(join(results, run, 'plan.json'), JSON.stringify(plan));
      make(join(results, run, file));
      if (kind === 'pipe') execFileSync('mkfifo', [join(results, run, 'nodes', 'n1.log')]);
      return run;
    }),
  );
}

async function listenAt(path: string): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return server;
}
