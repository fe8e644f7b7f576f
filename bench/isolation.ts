// How long the isolation checkers take from the file to the verdict, next to reading the same file and calling JSON.parse on
// each line. Histories are those of a strictly serializable database under 20 clients, with keys that are given up after
// some tens of writes, so that lists stay short. CPU time, because other programs run on the same machine.

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
const budget = { timeMs: 600_000, memoryBytes: 4 * 2 ** 30 };

/** A database of lists, or of registers, that runs one transaction after another. */
function transactional(writeKind: 'append' | 'w'): SimulatedObject {
  const lists = new Map<number, number[]>();
  const registers = new Map<number, number>();
  const writes = new Map<number, number>();
  const keys = Array.from({ length: ACTIVE_KEYS }, (_, index) => index);
  let nextKey = ACTIVE_KEYS;
  const asks = new WeakMap<object, readonly MicroOperation[]>();

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
    take: (asked) => JSON.stringify((asks.get(asked) ?? []).map(carryOut)),
  };
}

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

async function judge(path: string, checker: Checker): Promise<Verdict> {
  const history = await readHistory(path);
  const columns = await cpuMs(() => history.columns());
  const checked = await cpuMs(() => checker.check(history, budget));
  console.log(`  columns ${columns.ms.toFixed(0)} ms, check ${checked.ms.toFixed(0)} ms of CPU`);
  return checked.result;
}

async function measure(name: string, checker: Checker, transactions: number, folder: string): Promise<void> {
  const path = join(folder, `${name}-${transactions}.jsonl`);
  const object = transactional(name === 'list-append' ? 'append' : 'w');
  const shape = { operations: transactions, processes: 20, unknownPerMille: 1, wrong: false, seed: 7 };
  await writeHistory(path, object, shape);
  const judged = await cpuMs(() => judge(path, checker));
  const memory = process.memoryUsage().rss / 2 ** 20;
  const parsed = await cpuMs(() => parseEachLine(path));
  rmSync(path);
  console.log(
    `${name}, ${transactions} transactions: ${String(judged.result.valid)}${judged.result.reason === '' ? '' : ` (${judged.result.reason.slice(0, 200)})`}; ` +
      `${judged.ms.toFixed(0)} ms against ${parsed.ms.toFixed(0)} ms for JSON.parse: ratio ${(judged.ms / parsed.ms).toFixed(2)}; ` +
      `${memory.toFixed(0)} MiB resident`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'ordeal-bench-'));
const sizes = (process.argv[2] ?? '10000,100000,1000000').split(',').map(Number);
try {
  for (const checker of [listAppend(), rwRegister()]) {
    if (process.argv[3] !== undefined && process.argv[3] !== checker.name) continue;
    for (const size of sizes) await measure(checker.name, checker, size, folder);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
