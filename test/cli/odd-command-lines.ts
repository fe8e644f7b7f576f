// Command lines that are wrong in some way, drawn from a seed: every command with odd arguments, odd files, and an odd
// environment. What is in none of them would take long if it were right.

import type { RandomSource } from '../../src/random/source.ts';
import type { Playground } from './odd-playground.ts';
import { blanks, hosts, names, numbers, wordsOfNothing, worlds } from './odd-values.ts';

export interface OddCommandLine {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How the shell starts it. */
  readonly start: 'plain' | 'no-stdin' | 'no-folder';
}

type Kind = 'number' | 'name' | 'file' | 'world' | 'host' | 'flag' | 'word';

interface Shape {
  readonly words: readonly string[];
  /** What its arguments name. */
  readonly takes: readonly Kind[];
  readonly options: Readonly<Record<string, Kind>>;
  /** Refused whatever else is right, for commands that would run long. */
  readonly refused?: readonly string[];
}

const planOptions: Readonly<Record<string, Kind>> = {
  '--nemesis': 'name',
  '--packages': 'number',
  '--nodes': 'number',
  '--concurrency': 'number',
  '--rate': 'number',
  '--time': 'number',
  '--fault-interval': 'number',
  '--fault-share': 'number',
  '--targets': 'name',
  '--schedule': 'name',
  '--seed': 'number',
};
/** So little that it is over at once, where the rest of the line is right after all. */
const brief = ['--world', 'sim', '--time', '0.5', '--rate', '20', '--nemesis', 'none', '--concurrency', '2'];

const shapes: readonly Shape[] = [
  {
    words: ['run', ...brief],
    takes: ['file'],
    options: { ...planOptions, '--operation-timeout': 'number', '--settle': 'number', '--name': 'name' },
  },
  {
    words: ['run', ...brief],
    takes: ['name'],
    options: {
      ...planOptions,
      '--seeds': 'number',
      '--threads': 'number',
      '--version': 'name',
      '--expect': 'word',
    },
  },
  {
    words: ['run', ...brief, '--seeds', '0-1'],
    takes: [],
    options: {
      '--json': 'flag',
      '--stop-early': 'flag',
      '--collect': 'flag',
      '--expect': 'word',
      '--threshold': 'name',
      '--seed': 'number',
      '--version': 'name',
      '--name': 'name',
    },
  },
  {
    words: ['run', ...brief],
    takes: [],
    options: { '--upgrade-to': 'file', '--world': 'world', '--junit': 'file' },
  },
  {
    words: ['suite'],
    takes: ['file'],
    options: {
      '--shard': 'number',
      '--retry-invalid': 'number',
      '--seed': 'number',
      '--name': 'name',
      '--junit': 'file',
    },
  },
  { words: ['suite', 'merge'], takes: ['file', 'file'], options: { '--junit': 'file', '--json': 'flag' } },
  {
    words: ['check'],
    takes: ['file'],
    options: {
      '--checker': 'name',
      '--model': 'name',
      '--failed': 'word',
      '--picture': 'file',
      '--json': 'flag',
    },
  },
  {
    words: ['compare'],
    takes: ['file', 'file'],
    options: {
      '--metrics': 'name',
      '--margin': 'name',
      '--fail-on': 'word',
      '--html': 'file',
      '--json': 'flag',
    },
  },
  {
    words: ['compare', '--version'],
    takes: ['name'],
    options: { '--plan': 'file', '--seeds': 'number' },
    refused: ['--world', 'moon'],
  },
  {
    words: ['bisect'],
    takes: ['name'],
    options: { ...planOptions, '--plan': 'file' },
    refused: ['--threads', '0'],
  },
  { words: ['report'], takes: ['file'], options: { '--json': 'flag' } },
  { words: ['convert'], takes: ['file', 'file'], options: {} },
  {
    words: ['replay'],
    takes: ['file'],
    options: {
      '--until': 'number',
      '--reseed-after': 'number',
      '--trace': 'file',
      '--version': 'name',
      '--expect': 'word',
    },
    refused: ['--times', '0'],
  },
  { words: ['bundle'], takes: ['file'], options: { '--output': 'file', '--data': 'flag', '--json': 'flag' } },
  { words: ['ls'], takes: [], options: { '--json': 'flag' } },
  {
    words: ['mutants'],
    takes: ['name'],
    options: {
      '--dir': 'file',
      '--seeds': 'number',
      '--ranges': 'number',
      '--write': 'file',
      '--world': 'world',
    },
    refused: ['--unbroken', '-1'],
  },
  { words: ['serve', '--port', '1.5'], takes: [], options: { '--host': 'host' } },
  { words: ['serve', '--port', '0'], takes: [], options: {}, refused: ['--host', '*'] },
  { words: ['shrink'], takes: ['file'], options: { '--threads': 'number' }, refused: ['--time', '0'] },
  {
    words: ['cluster', 'up'],
    takes: [],
    options: { '--nodes': 'number', '--port': 'number' },
    refused: ['--world', 'moon'],
  },
  { words: ['cluster', 'status'], takes: [], options: { '--json': 'flag' } },
  { words: ['cluster', 'logs'], takes: ['name'], options: {} },
  { words: ['cluster', 'sql'], takes: ['name'], options: { '--node': 'name' } },
  { words: [], takes: ['word', 'word'], options: { '--help': 'word', '--version': 'word', '-x': 'flag' } },
];

function valueOf(kind: Kind, random: RandomSource, { files }: Playground): string {
  if (random.below(8) === 0) return random.pick(blanks);
  switch (kind) {
    case 'number':
      return random.pick([...numbers, ...numbers, ...names]);
    case 'name':
      return random.pick([...names, ...names, ...numbers]);
    case 'file':
      return random.pick([...files, ...files, ...names]);
    case 'world':
      return random.pick(worlds);
    case 'host':
      return random.pick(hosts);
    default:
      return random.pick(wordsOfNothing);
  }
}

function environmentOf(
  random: RandomSource,
  { directory, files }: Playground,
): OddCommandLine['environment'] {
  const odd: readonly OddCommandLine['environment'][] = [
    { HOME: undefined },
    { HOME: '/nonexistent' },
    { TMPDIR: '/nonexistent' },
    { TMPDIR: '/proc' },
    { TMPDIR: '' },
    { COLUMNS: '0' },
    { COLUMNS: '1', LINES: 'x' },
    { LANG: 'xx_YY.KOI8', LC_ALL: 'C' },
    { TERM: 'dumb' },
    { TZ: 'Nowhere/None' },
    { FORCE_COLOR: '1', NO_COLOR: undefined },
    { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: `${directory}/folder` },
    { ORDEAL_RESULTS: ' ' },
    { ORDEAL_RESULTS: '/nonexistent/results' },
    { ORDEAL_RESULTS: random.pick(files) },
    { ORDEAL_STATE_DIR: '' },
    { ORDEAL_STATE_DIR: `${directory}/not.json` },
    { DOCKER_HOST: 'unix:///nonexistent' },
  ];
  return random.below(3) === 0 ? random.pick(odd) : {};
}

/** The command line of one seed. */
export function oddCommandLine(random: RandomSource, playground: Playground): OddCommandLine {
  const { words, takes, options, refused = [] } = random.pick(shapes);
  const value = (kind: Kind): string => valueOf(kind, random, playground);
  const args = [...words, ...takes.filter(() => random.below(12) > 0).map(value)];
  const count = Math.min(random.below(3), Object.keys(options).length);
  for (const [option, kind] of random.shuffle(Object.entries(options)).slice(0, count))
    args.push(option, ...(kind === 'flag' || random.below(20) === 0 ? [] : [value(kind)]));
  return {
    args: [...args, ...refused].map((arg) => arg.replaceAll('\0', '')),
    environment: environmentOf(random, playground),
    start: random.pick(['plain', 'plain', 'plain', 'plain', 'no-stdin', 'no-folder'] as const),
  };
}
