// A register's calls as columns of integers: what each needs to find, what it leaves behind, and when.
// Both deciders for registers, the zones and the search, work on this form.

import type { JsonValue } from '../../history/operation.ts';
import { type CallColumns, isRefused, NEVER } from './call-columns.ts';
import { NONE } from './codes.ts';
import { type Model, unknownFunction } from './model.ts';
import { compareAndSetPair, type RegisterFunction, registerFunction } from './models/register.ts';
import type { ValueTable } from './values.ts';

export { NONE } from './codes.ts';

export interface RegisterCalls {
  readonly count: number;
  /** The value a read or compare-and-set must find, or NONE. */
  readonly needs: Int32Array;
  /** The value a write or compare-and-set leaves, or NONE for a read. A write has only this, a read only the other. */
  readonly gives: Int32Array;
  /** The value that a refused compare-and-set must not find, or NONE; null where no call was refused. */
  readonly misses: Int32Array | null;
  readonly invoked: Int32Array;
  /** NEVER when the outcome is not known. */
  readonly completed: Int32Array;
  /** What the numbers above stand for; the initial value is 0. */
  readonly values: Pick<ValueTable, 'valueOf' | 'size'>;
}

/** Makes the calls of one object after the other into columns; a table of all values serves them all. */
export function registerReader(model: Model): (calls: CallColumns) => RegisterCalls {
  const numbering = valueNumbering();
  return (calls) => {
    const { count, values } = calls;
    const functions = functionsOf(calls, model);
    const numbers = numbering(values, model.initial);
    const needs = new Int32Array(count);
    const gives = new Int32Array(count);
    const invoked = new Int32Array(count);
    const completed = new Int32Array(count);
    const misses = calls.refused?.includes(1) === true ? new Int32Array(count).fill(NONE) : null;
    let kept = 0;
    for (let call = 0; call < count; call++) {
      const f = functions(calls.f[call] as number);
      const isKnown = calls.completed[call] !== NEVER;
      let need = NONE;
      let give = NONE;
      let miss = NONE;
      if (f === 'cas') {
        const [expected, next] = compareAndSetPair(values.valueOf(calls.input[call] as number));
        need = numbers.ofValue(expected);
        if (isRefused(calls, call)) {
          miss = need;
          need = NONE;
        } else {
          give = numbers.ofValue(next);
          // A compare-and-set of a value by itself is a read of it, and tells nothing when its outcome is not known.
          if (need === give) give = NONE;
          if (give === NONE && !isKnown) continue;
        }
      } else if (isRefused(calls, call) || (f === 'read' && !isKnown)) continue;
      else if (f === 'read') need = numbers.of(calls.output[call] as number);
      else give = numbers.of(calls.input[call] as number);
      needs[kept] = need;
      gives[kept] = give;
      if (misses !== null) misses[kept] = miss;
      invoked[kept] = calls.invoked[call] as number;
      completed[kept] = calls.completed[call] as number;
      kept++;
    }
    return { count: kept, needs, gives, misses, invoked, completed, values: numbers.table() };
  };
}

/** The calls of one object. @throws {ModelError} for a call that is not a register's */
export function registerCalls(calls: CallColumns, model: Model): RegisterCalls {
  return registerReader(model)(calls);
}

/** The calls as known at a row: those completed later are of unknown outcome. */
export function registerPrefix(calls: RegisterCalls, end: number): RegisterCalls {
  const { count } = calls;
  const needs = new Int32Array(count);
  const gives = new Int32Array(count);
  const misses = calls.misses === null ? null : new Int32Array(count);
  const invoked = new Int32Array(count);
  const completed = new Int32Array(count);
  let kept = 0;
  for (let call = 0; call < count && (calls.invoked[call] as number) <= end; call++) {
    const isKnown = (calls.completed[call] as number) <= end;
    // What changes nothing tells nothing when its outcome is not known.
    if (!isKnown && calls.gives[call] === NONE) continue;
    needs[kept] = calls.needs[call] as number;
    gives[kept] = calls.gives[call] as number;
    if (misses !== null) misses[kept] = calls.misses?.[call] as number;
    invoked[kept] = calls.invoked[call] as number;
    completed[kept] = isKnown ? (calls.completed[call] as number) : NEVER;
    kept++;
  }
  return { count: kept, needs, gives, misses, invoked, completed, values: calls.values };
}

/** What a name means to a register, looked up once for each. */
function functionsOf({ names }: CallColumns, model: Model): (name: number) => RegisterFunction {
  const known: RegisterFunction[] = [];
  return (name) => {
    const seen = known[name];
    if (seen !== undefined) return seen;
    const f = registerFunction(names.get(name));
    if (f === undefined) throw unknownFunction(model.name, names.get(name), model.functions);
    known[name] = f;
    return f;
  };
}

interface Numbers {
  /** The object's own number for a value of the table. */
  of(id: number): number;
  /** The object's own number for a value, such as a part of another. */
  ofValue(value: JsonValue): number;
  table(): RegisterCalls['values'];
}

/** Numbers the values of one object after another from 0, the initial one first. */
function valueNumbering(): (values: ValueTable, initial: JsonValue) => Numbers {
  // Per value of the table, one more than its number; kept clean between objects.
  let numberOf = new Int32Array(0);
  let given: number[] = [];
  return (values, initial) => {
    for (const id of given) numberOf[id] = 0;
    given = [];
    const shown: JsonValue[] = [initial];
    const first = values.intern(initial);
    if (numberOf.length < values.size) numberOf = new Int32Array(values.size);
    numberOf[first] = 1;
    given.push(first);
    const fresh = (id: number): number => {
      if (id >= numberOf.length) numberOf = enlarged(numberOf, values.size);
      const number = shown.push(values.valueOf(id)) - 1;
      numberOf[id] = number + 1;
      given.push(id);
      return number;
    };
    const of = (id: number): number => {
      const seen = numberOf[id];
      return seen === undefined || seen === 0 ? fresh(id) : seen - 1;
    };
    return {
      of,
      ofValue: (value) => of(values.intern(value)),
      table: () => ({ size: shown.length, valueOf: (number) => shown[number] ?? null }),
    };
  };
}

function enlarged(column: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(Math.max(size, column.length * 2));
  longer.set(column);
  return longer;
}
