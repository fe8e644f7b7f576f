// What kinds of values the clients of a history write and read: enough to tell a set from a counter, or balances from a
// register.

import { type Columns, nemesisProcess, typeCode } from '../history/columns.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { isInvocation, valueIn } from './rows.ts';

/** `entries` is a list of pairs with a number each, as of accounts with balances, or of anything else in pairs. */
export type Shape = 'nothing' | 'number' | 'text' | 'list' | 'entries' | 'balances' | 'map';

export interface Shapes {
  /** Of values that invocations of a function hold. */
  asked(f: string): ReadonlySet<Shape>;
  /** Of values that its successful completions hold. */
  answered(f: string): ReadonlySet<Shape>;
  /** Whether an operation of any client succeeded. */
  readonly succeeded: boolean;
}

/** So many different values are looked at. */
const lookedAtMost = 20_000;

export function shapesOf(columns: Columns): Shapes {
  const { length, type, process, f, names, value } = columns;
  const asked = names.length === 0 ? [] : Array.from({ length: names.length }, () => new Set<Shape>());
  const answered = asked.map(() => new Set<Shape>());
  /** One for what was asked and one for what was answered, by value and function. */
  const seen = new Set<number>();
  let succeeded = false;
  for (let row = 0; row < length; row++) {
    if (process[row] === nemesisProcess) continue;
    const isAnswer = type[row] === typeCode.ok;
    if (isAnswer) succeeded = true;
    else if (!isInvocation(columns, row)) continue;
    const name = f[row] as number;
    const code = (((value[row] as number) + 1) * names.length + name) * 2 + (isAnswer ? 1 : 0);
    if (seen.size >= lookedAtMost || seen.has(code)) continue;
    seen.add(code);
    const found = value[row] === absent ? null : valueIn(columns, row);
    (isAnswer ? answered : asked)[name]?.add(shapeOf(found));
  }
  const none: ReadonlySet<Shape> = new Set();
  const of = (sets: readonly ReadonlySet<Shape>[], name: string): ReadonlySet<Shape> => {
    const at = names.find(name);
    return at === absent ? none : (sets[at] ?? none);
  };
  return { asked: (name) => of(asked, name), answered: (name) => of(answered, name), succeeded };
}

export function shapeOf(value: JsonValue): Shape {
  if (value === null) return 'nothing';
  if (typeof value === 'number') return 'number';
  if (typeof value !== 'object') return 'text';
  if (Array.isArray(value)) {
    const isEntry = (part: JsonValue): boolean =>
      Array.isArray(part) && part.length === 2 && typeof part[1] === 'number';
    return value.length > 0 && value.every(isEntry) ? 'entries' : 'list';
  }
  const held = Object.values(value);
  return held.length > 0 && held.every((one) => typeof one === 'number' || one === null) ? 'balances' : 'map';
}
