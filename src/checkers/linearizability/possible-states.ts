// What a register can have held at a moment: the values that one more read there could have returned.

import { absent } from '../../history/interner.ts';
import type { JsonValue } from '../../history/operation.ts';
import { type CallColumns, NEVER, prefixOf } from './call-columns.ts';
import type { Judge } from './judge.ts';
import type { Model } from './model.ts';
import { registerFunction } from './models/register.ts';
import { NONE, type RegisterCalls, registerCalls } from './register-calls.ts';
import type { SearchLimits } from './search.ts';
import { valuesHeld } from './zone-states.ts';

const STATES_TRIED = 12;
const MILLISECONDS_PER_STATE = 200;

/** The values possible just before a completion, the latest written first; null for other models than registers. */
export function possibleStates(
  calls: CallColumns,
  end: number,
  model: Model,
  judge: Judge,
  limits: SearchLimits,
): readonly string[] | null {
  if (model.name !== 'register' && model.name !== 'cas-register') return null;
  const before = prefixOf(calls, end - 1);
  const columns = registerCalls(before, model);
  const candidates = latestValues(columns);
  const show = (value: number): string => JSON.stringify(columns.values.valueOf(value));
  const held = valuesHeld(columns);
  if (held !== null) return candidates.filter(held).map(show);
  const read = readName(before);
  if (read === absent) return [];
  return candidates
    .filter((value) => {
      const deadlineMs = Math.min(limits.deadlineMs, performance.now() + MILLISECONDS_PER_STATE);
      const more = withRead(before, read, columns.values.valueOf(value), end);
      return judge(more, { ...limits, deadlineMs }).kind === 'linearizable';
    })
    .map(show);
}

/** Values written last, and the initial one. */
function latestValues({ count, gives }: RegisterCalls): readonly number[] {
  const values = new Set<number>();
  for (let call = count - 1; call >= 0 && values.size < STATES_TRIED - 1; call--) {
    if (gives[call] !== NONE) values.add(gives[call] as number);
  }
  return [...values.add(0)];
}

/** The name that the history gives to reads, or `absent`. */
function readName({ names }: CallColumns): number {
  for (let name = 0; name < names.length; name++) {
    if (registerFunction(names.get(name)) === 'read') return name;
  }
  return absent;
}

/** The calls with a read at the end; both its ends fall between the last event and the completion at `end`. */
function withRead(calls: CallColumns, f: number, value: JsonValue, end: number): CallColumns {
  const add = (column: Int32Array, entry: number): Int32Array => {
    const longer = new Int32Array(calls.count + 1);
    longer.set(column.subarray(0, calls.count));
    longer[calls.count] = entry;
    return longer;
  };
  const functions = new Uint16Array(calls.count + 1);
  functions.set(calls.f.subarray(0, calls.count));
  functions[calls.count] = f;
  const refused = calls.refused === null ? null : new Uint8Array(calls.count + 1);
  refused?.set(calls.refused?.subarray(0, calls.count) ?? []);
  return {
    ...calls,
    count: calls.count + 1,
    f: functions,
    input: add(calls.input, calls.values.intern(null)),
    output: add(calls.output, calls.values.intern(value)),
    invoked: add(calls.invoked, end),
    completed: add(calls.completed, Math.min(end + 1, NEVER - 1)),
    refused,
  };
}
