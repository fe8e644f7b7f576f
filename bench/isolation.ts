// How long the isolation checkers take from the file to the verdict, next to reading the same file and calling JSON.parse on
// each line. Histories are those of a strictly serializable database under 20 clients, with keys that are given up after
// some tens of writes, so that lists stay short. CPU time, because other programs run on the same machine; medians of several
// runs, and how the time for one transaction grows from the shortest history to the longest.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checker, Verdict } from '../src/checkers/checker.ts';
import { listAppend } from '../src/checkers/isolation/list-append/checker.ts';
import { rwRegister } from '../src/checkers/isolation/rw-register/checker.ts';
import { readHistory } from '../src/history/read.ts';
import { type Draw, type SimulatedObject, writeHistory } from './histories.ts';

type MicroOperation = [kind: string, key: number, value: number | readonly number[] | null];

const ACTIVE_KEYS = 10;
const WRITES_PER_KEY = 32;
const RUNS = 3;
const budget = { timeMs: 600_000, memoryBytes: 4 * 2 ** 30 };

/** A database of lists, or of registers, that runs one transaction after another. */
function transactional(writeKind: 'append' | 'w'): SimulatedObject {
  const lists = new Map<number, number[]>();
  const registers = new Map<number, number>();
  const writes = new Map<number, number>();
  const keys = Array.from({ length: ACTIVE_KEYS }, (_, index) => index);
  let nextKey = ACTIVE_KEYS;
  const asks = new WeakMap<object, readonly MicroOperation[]>();
  const answers = new WeakMap<object, readonly MicroOperation[]>();

  function drawOperation(draw: Draw): MicroOperation {
    const place = draw(ACTIVE_KEYS);
    const key = keys[place] as number;
    if (draw(2) === 0) return ['r', key, null];
    const count = (writes.get(key) ?? 0) + 1;
    writes.set(key, count);
    if (count === WRITES_PER_KEY) {
      writes.delete(key);
      keys[place] = nextKey;
      nextKey += 1;
    }
    return [writeKind, key, count];
  }

  function carryOut([kind, key, value]: MicroOperation): MicroOperation {
    if (writeKind === 'append') {
      const list = lists.get(key) ?? [];
      if (kind === 'r') return ['r', key, [...list]];
      lists.set(key, list);
      list.push(value as number);
      return [kind, key, value];
    }
    if (kind === 'r') return ['r', key, registers.get(key) ?? null];
    registers.set(key, value as number);
    return [kind, key, value];
  }

  return {
    ask(draw) {
      const operations = Array.from({ length: 2 + draw(3) }, () => drawOperation(draw));
      const asked = { f: 'txn', value: JSON.stringify(operations) };
      asks.set(asked, operations);
      return asked;
    },
    take(asked) {
      const answer = (asks.get(asked) ?? []).map(carryOut);
      answers.set(asked, answer);
      return JSON.stringify(answer);
    },
    wrong(asked) {
      const answer = answers.get(asked) ?? [];
      const at = answer.findIndex(([kind, , found]) => kind === 'r' && isOld(found));
      return at === -1 ? null : JSON.stringify(answer.with(at, staled(answer[at] as MicroOperation)));
    },
  };
}

/** So many writes of a key ago, a read is stale: nearly all of them are over. */
const STALE_BY = 12;

const isOld = (found: MicroOperation[2]): boolean =>
  (Array.isArray(found) ? found.length : Number(found)) > STALE_BY;

/** The read as it would have been before the last writes of its key. */
const staled = ([kind, key, found]: MicroOperation): MicroOperation => [
  kind,
  key,
  Array.isArray(found) ? found.slice(0, -STALE_BY) : Number(found) - STALE_BY,
];

async function cpuMs<T>(work: () => Promise<T> | T): Promise<{ readonly ms: number; readonly result: T }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

function parseEachLine(path: string): number {
  const bytes = readFileSync(path);
  let from = 0;
  let lines = 0;
  for (let end = bytes.indexOf(10); end !== -1; from = end + 1, end = bytes.indexOf(10, from)) {
    JSON.parse(bytes.toString('utf8', from, end));
    lines += 1;
  }
  return lines;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

interface Run {
  readonly read: number;
  readonly check: number;
  readonly parse: number;
  readonly verdict: Verdict;
}

async function runOnce(path: string, checker: Checker): Promise<Run> {
  globalThis.gc?.();
  const parsed = await cpuMs(() => parseEachLine(path));
  globalThis.gc?.();
  const read = await cpuMs(() => readHistory(path));
  const checked = await cpuMs(() => checker.check(read.result, budget));
  return { read: read.ms, check: checked.ms, parse: parsed.ms, verdict: checked.result };
}

/** @returns milliseconds from the file to the verdict */
async function measure(
  checker: Checker,
  transactions: number,
  folder: string,
  wrong: boolean,
): Promise<number> {
  const { name } = checker;
  const path = join(folder, `${name}-${transactions}.jsonl`);
  const object = transactional(name === 'list-append' ? 'append' : 'w');
  const shape = { operations: transactions, processes: 20, unknownPerMille: 1, wrong, seed: 7 };
  await writeHistory(path, object, shape);
  const runs: Run[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await runOnce(path, checker));
  rmSync(path);
  const parse = median(runs.map((run) => run.parse));
  const total = median(runs.map((run) => run.read + run.check));
  const { valid, reason, witnesses } = (runs[0] as Run).verdict;
  const shown = witnesses.filter(({ type }) => type === 'invoke').length;
  const part = (of: (run: Run) => number): string => (median(runs.map(of)) / parse).toFixed(2);
  console.log(
    `${name}, ${transactions} transactions${wrong ? ', one stale read' : ''}: ${String(valid)}` +
      `${reason === '' ? '' : ` (${shown} shown: ${reason.slice(0, 200)})`}; ` +
      `${total.toFixed(0)} ms against ${parse.toFixed(0)} ms for JSON.parse: ratio ${(total / parse).toFixed(2)} ` +
      `(read ${part(({ read }) => read)}, check ${part(({ check }) => check)}); ` +
      `at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB resident so far`,
  );
  return total;
}

/** The time for one transaction of the longest history next to that of the shortest: n log n allows the ratio of the logarithms. */
function showGrowth(name: string, sizes: readonly number[], totals: readonly number[]): void {
  const [shortest = 1, longest = 1] = [sizes[0], sizes.at(-1)];
  const each = (totals.at(-1) ?? 0) / longest / ((totals[0] ?? 1) / shortest);
  const allowed = Math.log(longest) / Math.log(shortest);
  console.log(
    `${name}, a transaction of ${longest} takes ${each.toFixed(2)} times that of ${shortest}; n log n allows ${allowed.toFixed(2)}`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'ordeal-bench-'));
const sizes = (process.argv[2] ?? '10000,100000,1000000').split(',').map(Number);
try {
  for (const checker of [listAppend(), rwRegister()]) {
    if (process.argv[3] !== undefined && process.argv[3] !== checker.name) continue;
    const totals: number[] = [];
    for (const size of sizes) totals.push(await measure(checker, size, folder, false));
    await measure(checker, sizes.at(-1) ?? 0, folder, true);
    if (sizes.length > 1) showGrowth(checker.name, sizes, totals);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
