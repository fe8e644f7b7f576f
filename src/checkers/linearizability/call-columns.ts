// The calls of one object as columns, in the order of invocation: what every decider starts from. No object per call is
// made but for the few that are shown to people, and for models that only the general search decides.

import { absent, type Table } from '../../history/interner.ts';
import type { JsonValue } from '../../history/operation.ts';
import { NEVER } from './codes.ts';
import type { ValueTable } from './values.ts';

export { NEVER } from './codes.ts';

/** One call: an invocation with its completion. */
export interface Call {
  readonly f: string;
  readonly input: JsonValue;
  /** Value of the `ok` completion; absent when the outcome is not known, and for a refused call. */
  readonly output?: JsonValue;
  /** Row of the invocation in the history. */
  readonly invoked: number;
  /** Row of the completion, or NEVER. */
  readonly completed: number;
  /** The call failed, and its failure is taken as an observation of the object. */
  readonly refused?: true;
}

export interface CallColumns {
  readonly count: number;
  /** Position in `names`. */
  readonly f: Uint16Array;
  /** Number in `values`. */
  readonly input: Int32Array;
  /** Number in `values`; `absent` when the outcome is not known, and for a refused call. */
  readonly output: Int32Array;
  /** Row of the invocation in the history. */
  readonly invoked: Int32Array;
  /** Row of the completion, or NEVER. */
  readonly completed: Int32Array;
  /** 1 for calls that failed; null where failed calls are left out. */
  readonly refused: Uint8Array | null;
  readonly names: Pick<Table<string>, 'get'>;
  readonly values: ValueTable;
}

/** One call as an object. */
export function callAt(calls: CallColumns, at: number): Call {
  const output = calls.output[at] as number;
  const base = {
    f: calls.names.get(calls.f[at] as number),
    input: calls.values.valueOf(calls.input[at] as number),
    invoked: calls.invoked[at] as number,
    completed: calls.completed[at] as number,
  };
  if (isRefused(calls, at)) return { ...base, refused: true };
  return output === absent ? base : { ...base, output: calls.values.valueOf(output) };
}

/** Whether a call failed and is kept for what that tells. */
export function isRefused(calls: CallColumns, at: number): boolean {
  return calls.refused !== null && calls.refused[at] === 1;
}

/**
 * The calls as known at a moment: those invoked at or before the row `end`, and of these the ones completed later are of
 * unknown outcome.
 */
export function prefixOf(calls: CallColumns, end: number): CallColumns {
  const count = countInvoked(calls, end);
  const output = calls.output.slice(0, count);
  const completed = calls.completed.slice(0, count);
  const refused = calls.refused?.slice(0, count) ?? null;
  for (let at = 0; at < count; at++) {
    if ((completed[at] as number) <= end) continue;
    completed[at] = NEVER;
    output[at] = absent;
    if (refused !== null) refused[at] = 0;
  }
  return { ...calls, count, output, completed, refused };
}

/** How many calls were invoked at or before a row. */
export function countInvoked({ count, invoked }: CallColumns, end: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((invoked[middle] as number) <= end) low = middle + 1;
    else high = middle;
  }
  return low;
}
