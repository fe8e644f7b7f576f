// The checker that fits a history nobody named one for, told by what its clients do.

import { nemesisProcess, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import { microKind } from '../history/transactions.ts';

/** A checker, with its model where it has some. */
export interface FittingChecker {
  readonly checker: string;
  readonly model: string | undefined;
}

/** Functions that only one checker knows, the rarer ones first. */
const tellingFunctions: readonly (readonly [f: string, checker: string, model?: string])[] = [
  ['remove', 'linearizable', 'set'],
  ['enqueue', 'total-queue'],
  ['generate', 'unique-ids'],
  ['transfer', 'bank'],
  ['acquire', 'linearizable', 'mutex'],
  ['append', 'linearizable', 'string-append-kv'],
  ['write', 'linearizable', 'cas-register'],
  ['read', 'linearizable', 'cas-register'],
];

/** What these checkers look at; the others refuse a function that they do not know themselves. */
const judgedFunctions: Readonly<Record<string, readonly string[]>> = {
  'set-full': ['add', 'read'],
  counter: ['add', 'read'],
  'total-queue': ['enqueue', 'dequeue', 'drain'],
  'unique-ids': ['generate'],
  bank: ['read', 'transfer', 'deposit', 'withdraw'],
};

/**
 * The checker that fits what a history does.
 * @param wanted a checker named by a person, for which only the model is looked for
 * @returns `null` where none is known to fit, or where one would pass over a part, as of two histories in one file
 */
export function fittingChecker(history: History, wanted: string | undefined): FittingChecker | null {
  const fitting = told(history);
  if (wanted === undefined || fitting?.checker === wanted) return fitting;
  return { checker: wanted, model: undefined };
}

function told(history: History): FittingChecker | null {
  const functions = clientFunctions(history);
  const fitting = toldBy(functions, history);
  const judged = judgedFunctions[fitting?.checker ?? ''];
  return judged === undefined || [...functions].every((f) => judged.includes(f)) ? fitting : null;
}

function toldBy(functions: ReadonlySet<string>, history: History): FittingChecker | null {
  if (functions.has('txn')) return { checker: transactionChecker(history), model: undefined };
  if (functions.has('add') && !functions.has('remove'))
    return { checker: readsNumbers(history) ? 'counter' : 'set-full', model: undefined };
  const [, checker, model] = tellingFunctions.find(([f]) => functions.has(f)) ?? [];
  return checker === undefined ? null : { checker, model };
}

function clientFunctions(history: History): ReadonlySet<string> {
  const { length, process, f, names } = history.columns();
  const used = new Uint8Array(names.length);
  for (let row = 0; row < length; row++) if (process[row] !== nemesisProcess) used[f[row] as number] = 1;
  return new Set([...used.keys()].filter((name) => used[name] === 1).map((name) => names.get(name)));
}

/** Lists or registers, told by the first micro-operation that is one of the two. */
function transactionChecker(history: History): string {
  const { kind, value } = history.columns().transactions;
  for (let micro = 0; micro < kind.length; micro++) {
    if (kind[micro] === microKind.append || (value[micro] as number) < absent) return 'list-append';
    if (kind[micro] === microKind.write) return 'rw-register';
  }
  return 'rw-register';
}

/** Additions to a number, not to a set: told by the first read that succeeded. */
function readsNumbers(history: History): boolean {
  const { length, type, f, names, value, values } = history.columns();
  for (let row = 0; row < length; row++) {
    if (type[row] !== typeCode.ok || names.get(f[row] as number) !== 'read') continue;
    return value[row] !== absent && typeof values.get(value[row] as number) === 'number';
  }
  return false;
}
