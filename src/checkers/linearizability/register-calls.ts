// A register's calls as columns of integers: what each needs to find, what it leaves behind, and when.
// Both deciders for registers, the zones and the search, work on this form.

import type { JsonValue } from '../../history/operation.ts';
import { type Call, NEVER } from './calls.ts';
import { type Model, unknownFunction } from './model.ts';
import { compareAndSetPair, registerFunction } from './models/register.ts';
import { type ValueTable, valueTable } from './values.ts';

/** Stands for "no value": a write needs none, a read leaves none. */
export const NONE = -1;

export interface RegisterCalls {
  readonly count: number;
  /** The value a read or compare-and-set must find, or NONE. */
  readonly needs: Int32Array;
  /** The value a write or compare-and-set leaves, or NONE for a read. A write has only this, a read only the other. */
  readonly gives: Int32Array;
  readonly invoked: Int32Array;
  /** NEVER when the outcome is not known. */
  readonly completed: Int32Array;
  /** Value numbers; the initial value is 0. */
  readonly values: ValueTable;
}

/** @throws {ModelError} for a call that is not a register's */
export function registerCalls(calls: readonly Call[], model: Model): RegisterCalls {
  const values = valueTable();
  values.intern(model.initial);
  const needs = new Int32Array(calls.length);
  const gives = new Int32Array(calls.length);
  const invoked = new Int32Array(calls.length);
  const completed = new Int32Array(calls.length);
  let count = 0;
  for (const call of calls) {
    const known = call.completed !== NEVER;
    const f = registerFunction(call.f);
    if (f === undefined) throw unknownFunction(model.name, call.f, model.functions);
    let need = NONE;
    let give = NONE;
    if (f === 'read') {
      if (!known) continue;
      need = values.intern(call.output as JsonValue);
    } else if (f === 'write') {
      give = values.intern(call.input);
    } else {
      const [expected, next] = compareAndSetPair(call.input);
      need = values.intern(expected);
      give = values.intern(next);
      // A compare-and-set of a value by itself is a read of it, and tells nothing when its outcome is not known.
      if (need === give) give = NONE;
      if (give === NONE && !known) continue;
    }
    needs[count] = need;
    gives[count] = give;
    invoked[count] = call.invoked;
    completed[count] = call.completed;
    count++;
  }
  return { count, needs, gives, invoked, completed, values };
}
