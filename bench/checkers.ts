// How fast the linearizability checkers are: `npm run bench:checkers -- [part of a name ...]`. From the file to the verdict,
// strict validation included, in one process, in processor time, as ratios to reading the same file and calling JSON.parse on
// each line: seconds of another machine say little. Medians of several runs; histories are made anew in a temporary directory.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../src/checkers/checker.ts';
import { linearizable } from '../src/checkers/linearizability/checker.ts';
import { readHistory } from '../src/history/read.ts';
import {
  counter,
  fewValues,
  lock,
  queue,
  registers,
  type SimulatedObject,
  set,
  writeHistory,
} from './histories.ts';

interface Case {
  readonly name: string;
  readonly model: string;
  readonly object: () => SimulatedObject;
  readonly operations: number;
  readonly processes: number;
  readonly unknownPerMille?: number;
  /** One wrong answer near the end. */
  readonly wrong?: boolean;
}

const RUNS = 3;
const MILLION = 1_000_000;
const budget = { timeMs: 120_000, memoryBytes: 2 ** 30 };

/** Registers at each concurrency, with and without unknown outcomes and compare-and-sets, valid or not. */
function registerCases(): readonly Case[] {
  return [5, 20, 50].flatMap((processes) =>
    [false, true].flatMap((withCas) =>
      [0, 10].flatMap((unknownPerMille) =>
        [false, true].map((wrong): Case => {
          const parts = [
            withCas ? 'cas' : '',
            unknownPerMille > 0 ? '1 % unknown' : '',
            wrong ? 'stale read' : '',
          ];
          const name = ['register', `${processes} at once`, ...parts.filter((part) => part !== '')].join(
            ', ',
          );
          const object = (): SimulatedObject => registers(1, withCas);
          return {
            name,
            model: 'cas-register',
            object,
            operations: MILLION,
            processes,
            unknownPerMille,
            wrong,
          };
        }),
      ),
    ),
  );
}

function keyedCases(): readonly Case[] {
  return [10, 100].flatMap((keys) =>
    [false, true].map(
      (wrong): Case => ({
        name: `register, ${keys} keys, cas, 1 % unknown${wrong ? ', stale read' : ''}`,
        model: 'cas-register',
        object: () => registers(keys, true),
        operations: MILLION,
        processes: 20,
        unknownPerMille: 10,
        wrong,
      }),
    ),
  );
}

const collections: readonly (readonly [string, string, () => SimulatedObject])[] = [
  ['queue', 'fifo-queue', queue],
  ['bag', 'unordered-queue', queue],
  ['set', 'set', set],
  ['counter', 'counter', counter],
  ['lock', 'mutex', lock],
];

function collectionCases(): readonly Case[] {
  return collections.flatMap(([what, model, object]) =>
    [0, 10].flatMap((unknownPerMille) =>
      [false, true]
        .filter((wrong) => !wrong || object().wrong !== undefined)
        .map((wrong): Case => {
          const parts = [unknownPerMille > 0 ? '1 % unknown' : '', wrong ? 'one wrong answer' : ''];
          const name = [what, ...parts.filter((part) => part !== '')].join(', ');
          return { name, model, object, operations: MILLION, processes: 20, unknownPerMille, wrong };
        }),
    ),
  );
}

/** Few values, which only search decides. */
function searchCases(): readonly Case[] {
  const five = { model: 'cas-register', object: () => fewValues(5) };
  return [
    { ...five, name: 'five values, 10,000, 20 at once', operations: 10_000, processes: 20 },
    { ...five, name: 'five values, 100,000, 20 at once', operations: 100_000, processes: 20 },
    {
      ...five,
      name: 'five values, 100,000, 20 at once, stale read',
      operations: 100_000,
      processes: 20,
      wrong: true,
    },
    { ...five, name: 'five values, 10,000, 50 at once', operations: 10_000, processes: 50 },
    { ...five, name: 'five values, 100,000, 50 at once', operations: 100_000, processes: 50 },
    {
      ...five,
      name: 'five values, 100,000, 50 at once, stale read',
      operations: 100_000,
      processes: 50,
      wrong: true,
    },
    {
      ...five,
      name: 'five values, 100,000, 50 at once, 1 % unknown',
      operations: 100_000,
      processes: 50,
      unknownPerMille: 10,
    },
  ];
}

function growthCases(): readonly Case[] {
  return [10_000, 100_000, MILLION].flatMap((operations): readonly Case[] => [
    {
      name: `growth, register, ${operations}`,
      model: 'cas-register',
      object: () => registers(1, true),
      operations,
      processes: 20,
      unknownPerMille: 10,
    },
    { name: `growth, queue, ${operations}`, model: 'fifo-queue', object: queue, operations, processes: 20 },
  ]);
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function parseEveryLine(path: string): void {
  let events = 0;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line !== '' && (JSON.parse(line) as { index: number }).index >= 0) events++;
  }
  if (events === 0) throw new Error(`${path} is empty`);
}

interface Measured {
  readonly parse: number;
  readonly read: number;
  readonly check: number;
  readonly verdict: Verdict;
}

async function measureOnce(path: string, { model }: Case): Promise<Measured> {
  let from = cpuSeconds();
  parseEveryLine(path);
  const parse = cpuSeconds() - from;
  from = cpuSeconds();
  const history = await readHistory(path);
  history.columns();
  const read = cpuSeconds() - from;
  from = cpuSeconds();
  const verdict = await linearizable({ model }).check(history, budget);
  return { parse, read, check: cpuSeconds() - from, verdict };
}

async function measure(one: Case, directory: string): Promise<readonly string[]> {
  const { object, operations, processes, unknownPerMille = 0, wrong = false } = one;
  const path = join(directory, 'history.jsonl');
  await writeHistory(path, object(), { operations, processes, unknownPerMille, wrong, seed: 7 });
  const runs: Measured[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await measureOnce(path, one));
  const parse = median(runs.map((run) => run.parse));
  const read = median(runs.map((run) => run.read));
  const check = median(runs.map((run) => run.check));
  const { valid, witnesses } = (runs[0] as Measured).verdict;
  const invocations = witnesses.filter(({ type }) => type === 'invoke').length;
  return [
    one.name,
    parse.toFixed(2),
    check.toFixed(2),
    (read / parse).toFixed(2),
    (check / parse).toFixed(2),
    ((read + check) / parse).toFixed(2),
    String(valid),
    invocations === 0 ? '' : String(invocations),
    String(Math.round(process.memoryUsage.rss() / 2 ** 20)),
  ];
}

/** One row, as soon as it is known. */
function lineOf([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(56) + cells.map((cell) => cell.padStart(8)).join('');
}

const all = [...registerCases(), ...keyedCases(), ...collectionCases(), ...searchCases(), ...growthCases()];
const wanted = process.argv.slice(2);
const chosen = all.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const directory = mkdtempSync(join(tmpdir(), 'ordeal-bench-'));
try {
  console.log(lineOf(['history', 'parse s', 'check s', 'read', 'check', 'both', 'valid', 'shown', 'MiB']));
  for (const one of chosen) console.log(lineOf(await measure(one, directory)));
} finally {
  rmSync(directory, { recursive: true });
}
