// The checker that fits a history nobody named one for, told by what its clients do and what they are answered. Where
// several could fit they are named, and none is guessed: a wrong one would call a history wrong that is right.

import { nemesisProcess, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { HistoryError } from '../history/history-error.ts';
import { absent } from '../history/interner.ts';
import { microKind } from '../history/transactions.ts';
import { keyedHistory } from './keyed-history.ts';
import { registerFunction } from './linearizability/models/register.ts';
import { type Shape, type Shapes, shapesOf } from './shapes-of-values.ts';

/** A checker, with its model where it has some. */
export interface FittingChecker {
  readonly checker: string;
  readonly model?: string;
}

/** Several candidates, or none; `why` is a sentence without its end. */
export interface Doubt {
  readonly candidates: readonly FittingChecker[];
  readonly why: string;
}

export type Fitting = FittingChecker | Doubt;

export const isDoubt = (fitting: Fitting): fitting is Doubt => 'why' in fitting;

const one = (checker: string, model?: string): FittingChecker =>
  model === undefined ? { checker } : { checker, model };

const doubt = (why: string, ...candidates: readonly FittingChecker[]): Doubt => ({ why, candidates });

interface Facts {
  readonly history: History;
  readonly functions: ReadonlySet<string>;
  readonly shapes: Shapes;
}

/** A function that tells, what else may stand beside it, and what then fits. The first whose function is there decides. */
interface Rule {
  readonly tells: readonly string[];
  readonly beside: readonly string[];
  readonly fit: (facts: Facts) => Fitting;
}

const rules: readonly Rule[] = [
  { tells: ['txn'], beside: [], fit: transactions },
  { tells: ['remove', 'contains'], beside: ['add', 'read'], fit: () => one('linearizable', 'set') },
  { tells: ['add'], beside: ['read'], fit: additions },
  { tells: ['enqueue', 'dequeue', 'drain'], beside: [], fit: () => one('total-queue') },
  { tells: ['generate'], beside: [], fit: () => one('unique-ids') },
  { tells: ['acquire', 'release'], beside: [], fit: locks },
  { tells: ['transfer'], beside: ['read', 'deposit', 'withdraw'], fit: () => one('bank') },
  { tells: ['delete', 'range'], beside: ['get', 'put'], fit: () => one('linearizable', 'key-value') },
  { tells: ['append'], beside: ['get', 'put'], fit: () => one('linearizable', 'string-append-kv') },
  {
    tells: ['weak-read'],
    beside: ['read', 'write', 'cas'],
    fit: () =>
      doubt(
        'reads that may be late promise one of several things',
        one('session-guarantees'),
        one('causal'),
        one('monotonic'),
      ),
  },
];

/** The checker that fits what a history does, or why none is taken. */
export function fittingChecker(history: History): Fitting {
  const facts = factsOf(history);
  if ('why' in facts) return facts;
  const fitting = fitOf(facts);
  // Where nothing succeeded every checker says that it has nothing to judge.
  if (isDoubt(fitting) && !facts.shapes.succeeded) return fitting.candidates[0] ?? fitting;
  return fitting;
}

/** The model of the checker `linearizable` for what a history does; undefined where none is told. */
export function fittingModel(history: History): string | undefined {
  const facts = factsOf(history);
  if ('why' in facts) return undefined;
  const { functions, shapes } = facts;
  if (functions.has('acquire') || functions.has('release')) return 'mutex';
  if (functions.has('add') && !functions.has('remove') && !functions.has('contains'))
    return shapes.answered('read').has('number') ? 'counter' : 'set';
  const fitting = fitOf(facts);
  return isDoubt(fitting) || fitting.checker !== 'linearizable' ? undefined : fitting.model;
}

function factsOf(history: History): Facts | Doubt {
  try {
    const keyed = keyedHistory(history);
    return { history: keyed, functions: clientFunctions(keyed), shapes: shapesOf(keyed.columns()) };
  } catch (error) {
    if (error instanceof HistoryError) return doubt(error.message);
    throw error;
  }
}

function fitOf(facts: Facts): Fitting {
  const { functions } = facts;
  if (functions.size === 0) return doubt('no client does anything');
  const rule = rules.find(({ tells }) => tells.some((f) => functions.has(f)));
  if (rule === undefined) return registers(facts);
  const known = [...rule.tells, ...rule.beside];
  const strange = [...functions].find((f) => !known.includes(f));
  if (strange === undefined) return rule.fit(facts);
  const telling = rule.tells.find((f) => functions.has(f));
  return doubt(`no checker knows both "${telling}" and "${strange}"`);
}

function clientFunctions(history: History): ReadonlySet<string> {
  const { length, process, f, names } = history.columns();
  const used = new Uint8Array(names.length);
  for (let row = 0; row < length; row++) if (process[row] !== nemesisProcess) used[f[row] as number] = 1;
  return new Set([...used.keys()].filter((name) => used[name] === 1).map((name) => names.get(name)));
}

/** Lists or registers, told by what is written and what was read. */
function transactions({ history }: Facts): Fitting {
  const { kind, value } = history.columns().transactions;
  let lists = false;
  let registers = false;
  for (let micro = 0; micro < kind.length && !(lists && registers); micro++) {
    if (kind[micro] === microKind.append || (value[micro] as number) < absent) lists = true;
    else if (kind[micro] === microKind.write || value[micro] !== absent) registers = true;
  }
  if (lists !== registers) return one(lists ? 'list-append' : 'rw-register');
  const why = lists
    ? 'its transactions are of lists and of registers'
    : 'its transactions neither write nor find anything';
  return doubt(why, one('list-append'), one('rw-register'));
}

/** To a set or to a number, told by what was read. */
function additions({ shapes }: Facts): Fitting {
  const read = withoutNothing(shapes.answered('read'));
  const added = withoutNothing(shapes.asked('add'));
  const numbers = [...read].every((shape) => shape === 'number');
  if (read.size > 0 && numbers) return one('counter');
  if (read.size > 0 && [...read].every((shape) => shape === 'list' || shape === 'entries'))
    return one('set-full');
  if (read.size === 0 && [...added].some((shape) => shape !== 'number')) return one('set-full');
  const why = read.size === 0 ? 'no read tells a set from a counter' : 'reads return lists and other values';
  return doubt(why, one('set-full'), one('counter'));
}

/** Who releases what another one acquired tells that it is no plain mutex, or a broken one. */
function locks({ history }: Facts): Fitting {
  const { length, process, type, f, names, key } = history.columns();
  const held = new Set<string>();
  for (let row = 0; row < length; row++) {
    if (process[row] === nemesisProcess || type[row] !== typeCode.ok) continue;
    const holder = `${process[row]} ${key[row]}`;
    if (names.get(f[row] as number) === 'acquire') held.add(holder);
    else if (!held.delete(holder))
      return doubt(
        `operation ${history.indexAt(row)} releases what its process did not hold, which only a lock without an owner allows`,
        one('linearizable', 'mutex'),
        one('linearizable', 'owned-mutex'),
        one('linearizable', 'reentrant-mutex'),
        one('linearizable', 'semaphore'),
      );
  }
  return one('linearizable', 'mutex');
}

/** Registers by default, as far as what is read can have been written. */
function registers({ functions, shapes }: Facts): Fitting {
  const strange = [...functions].find((f) => registerFunction(f) === undefined);
  if (strange !== undefined) return doubt(`no checker knows "${strange}"`);
  const of = (kind: 'read' | 'write' | 'cas'): readonly string[] =>
    [...functions].filter((f) => registerFunction(f) === kind);
  const read = new Set(of('read').flatMap((f) => [...withoutNothing(shapes.answered(f))]));
  const written = new Set(of('write').flatMap((f) => [...withoutNothing(shapes.asked(f))]));
  if (of('write').length === 0 && of('cas').length === 0) return onlyReads(read);
  // A compare-and-set may write anything.
  if (of('cas').length > 0 || [...read].every((shape) => hasLike(written, shape)))
    return one('linearizable', 'cas-register');
  return doubt('reads return what no write wrote: other kinds of values');
}

function onlyReads(read: ReadonlySet<Shape>): Fitting {
  const is = (...shapes: readonly Shape[]): boolean =>
    read.size > 0 && [...read].every((shape) => shapes.includes(shape));
  if (is('balances')) return one('bank');
  const why = 'nothing is written in it';
  if (is('balances', 'entries')) return doubt(why, one('bank'), one('set-full'));
  if (is('list', 'entries')) return doubt(why, one('set-full'), one('linearizable', 'register'));
  if (is('number')) return doubt(why, one('linearizable', 'register'), one('monotonic'), one('counter'));
  return doubt(why, one('linearizable', 'register'));
}

/** Numbers and texts may take each other's place; so may the different kinds of lists, and of maps. */
function hasLike(written: ReadonlySet<Shape>, shape: Shape): boolean {
  const kinds: readonly (readonly Shape[])[] = [
    ['number', 'text'],
    ['list', 'entries'],
    ['balances', 'map'],
  ];
  return kinds.some((kind) => kind.includes(shape) && kind.some((like) => written.has(like)));
}

function withoutNothing(shapes: ReadonlySet<Shape>): ReadonlySet<Shape> {
  return new Set([...shapes].filter((shape) => shape !== 'nothing'));
}
