// A run to which something is done from outside: started, struck once its load is under way, and looked at when it has ended.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { expect } from 'vitest';
import type { RunResults } from '../../src/store/results.ts';
import { ownerLabel } from '../../src/worlds/docker/labels.ts';
import { ordeal } from '../cli/ordeal.ts';
import { repositoryRoot } from '../tidy/source-files.ts';

const startLimitMs = 240_000;

/** A run that is under way. */
export interface RunUnderWay {
  /** Of the harness. */
  readonly pid: number;
  /** Folder of all results. */
  readonly results: string;
  /** Everything the commands of the test see. */
  readonly environment: NodeJS.ProcessEnv;
  /** Names of its containers, in the order of the nodes. */
  containers(): readonly string[];
  /** Ids of the direct children of the harness whose program goes by this name. */
  children(program: string): readonly number[];
  /** See `processesWith`. */
  processesWith(text: string): readonly number[];
  /** The temporary directory of its hosts, where they are namespaces. */
  directory(): string;
}

/** What is done to it. */
export interface Strike {
  readonly name: string;
  readonly flags?: readonly string[];
  /** Lines of the history, or a line of the run's log or its output, that are waited for. */
  readonly when?: number | RegExp;
  readonly act: (run: RunUnderWay) => Promise<void> | void;
  /** What the run has to say of it. */
  readonly says: RegExp;
}

export interface Struck {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** `null` where the run has saved none. */
  readonly results: RunResults | null;
  readonly saved: string;
}

const usualLines = 400;

/** Runs `register` in a world, strikes it, and waits for its end. @param environment for all of its commands */
export async function strikeRun(
  world: string,
  { when = usualLines, act, flags = [] }: Strike,
  environment: NodeJS.ProcessEnv = {},
  command: readonly string[] = ['node'],
): Promise<Struck> {
  const results = await mkdtemp(join(tmpdir(), 'ordeal-results-'));
  const [program = 'node', ...before] = command;
  const args = [
    'run',
    'register',
    '--world',
    world,
    '--time',
    '8',
    '--fault-interval',
    '3',
    '--settle',
    '20',
  ];
  const running = execa(program, [...before, 'bin/ordeal.mjs', ...args, '--seed', '7', ...flags], {
    cwd: repositoryRoot,
    env: { ...environment, ORDEAL_RESULTS: results, NO_COLOR: '1' },
    reject: false,
    stdin: 'ignore',
  });
  let output = '';
  running.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const saved = join(results, 'latest');
  const isTime = (): boolean =>
    typeof when === 'number'
      ? linesOf(join(saved, 'history.jsonl')) >= when
      : when.test(output + read(join(saved, 'run.log')));
  const limit = Date.now() + startLimitMs;
  while (!isTime() && running.exitCode === null && Date.now() < limit) await sleep(20);
  expect(isTime(), `the run came to where it is struck: ${output}`).toBe(true);
  await act(runUnderWay(running.pid ?? 0, results, { ...process.env, ...environment }));
  const { exitCode, stdout, stderr } = await running;
  return { exitCode, stdout, stderr, results: resultsIn(saved), saved };
}

/** What holds of every run whose place was lost: it is an invalid run, it is judged, and nothing is held against the database. */
export async function expectLost({ exitCode, stdout, results, saved }: Struck, says: RegExp): Promise<void> {
  expect(stdout).toMatch(says);
  expect(stdout).toContain('Verdicts');
  expect(exitCode, stdout).toBe(3);
  expect(results).toMatchObject({ outcome: 'invalid-run', exitCode: 3, crash: null });
  expect(results?.losses?.[0]).toMatch(says);
  const verdicts = Object.fromEntries(results?.verdicts.map(({ checker, valid }) => [checker, valid]) ?? []);
  expect(verdicts).toMatchObject({ linearizable: true, 'run-validity': false });
  expect(Object.entries(verdicts).filter(([, valid]) => valid === false)).toHaveLength(1);
  expect(results?.counts.ok).toBeGreaterThan(20);
  const checked = await ordeal(['check', saved, '--json']);
  expect(JSON.parse(checked.stdout)).toMatchObject({ outcome: 'invalid-run', exitCode: 3 });
}

function runUnderWay(pid: number, results: string, environment: NodeJS.ProcessEnv): RunUnderWay {
  return {
    ...{ pid, results, environment },
    containers() {
      const format = `{{.Names}} {{.Label "${ownerLabel}"}}`;
      const listed = execFileSync('docker', ['ps', '--all', '--format', format], { env: environment });
      return listed
        .toString()
        .split('\n')
        .filter((line) => line.includes(`/${pid}/`))
        .map((line) => line.split(' ')[0] ?? '')
        .sort();
    },
    children: (program) => childrenOf(pid, program),
    processesWith,
    directory() {
      const owners = readdirSync(tmpdir()).map((name) => join(tmpdir(), name, 'ordeal-owner'));
      return dirname(owners.find((path) => read(path).includes(`/${pid}/`)) ?? '');
    },
  };
}

/** Ids of the children of a process whose program goes by this name. */
export function childrenOf(parent: number, program: string): readonly number[] {
  return processes().filter((one) => {
    const [, name, parentOfOne] = /^\d+ \((.*)\) \S (\d+) /.exec(read(`/proc/${one}/stat`)) ?? [];
    return name === program && Number(parentOfOne) === parent;
  });
}

/** Ids of the processes that have this in their command line; it has to be found nowhere else. */
export function processesWith(text: string): readonly number[] {
  return processes().filter((one) => read(`/proc/${one}/cmdline`).includes(text));
}

const processes = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

const linesOf = (path: string): number => read(path).split('\n').length - 1;

function resultsIn(saved: string): RunResults | null {
  const text = read(join(saved, 'results.json'));
  return text === '' ? null : (JSON.parse(text) as RunResults);
}

/** Empty where there is no such file (any more). */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
