// What a register can hold after its calls: the values that one more read at the end could return.

import { NEVER } from './call-columns.ts';
import { NONE, type RegisterCalls } from './register-calls.ts';
import type { SearchLimits } from './search.ts';

const STATES_TRIED = 12;
const MILLISECONDS_PER_STATE = 1_000;

/** Values written last, and the initial one. */
export function latestValues({ count, gives }: RegisterCalls): readonly number[] {
  const values = new Set<number>();
  for (let call = count - 1; call >= 0 && values.size < STATES_TRIED - 1; call--) {
    if (gives[call] !== NONE) values.add(gives[call] as number);
  }
  return [...values.add(0)];
}

/** Asks of each value whether the calls with a read of it at the end are linearizable; a short time for each. */
export function holdsByReading(
  calls: RegisterCalls,
  judge: (calls: RegisterCalls, limits: SearchLimits) => { readonly kind: string },
  limits: SearchLimits,
): (value: number) => boolean {
  return (value) => {
    const deadlineMs = Math.min(limits.deadlineMs, performance.now() + MILLISECONDS_PER_STATE);
    return judge(withRead(calls, value), { ...limits, deadlineMs }).kind === 'linearizable';
  };
}

function withRead(calls: RegisterCalls, value: number): RegisterCalls {
  const { count } = calls;
  const add = (column: Int32Array, entry: number): Int32Array => {
    const longer = new Int32Array(count + 1);
    longer.set(column.subarray(0, count));
    longer[count] = entry;
    return longer;
  };
  let end = 0;
  for (let call = 0; call < count; call++) {
    const completed = calls.completed[call] as number;
    end = Math.max(end, calls.invoked[call] as number, completed === NEVER ? 0 : completed);
  }
  return {
    ...calls,
    count: count + 1,
    needs: add(calls.needs, value),
    gives: add(calls.gives, NONE),
    misses: calls.misses === null ? null : add(calls.misses, NONE),
    invoked: add(calls.invoked, end + 1),
    completed: add(calls.completed, end + 2),
  };
}
