// What checkers ask of the rows of a history, beyond the columns themselves.

import { type Columns, nemesisProcess, typeCode } from '../history/columns.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';

/** How the operation that was invoked in this row ended: a code of `type`, `info` where it never did. */
export function endOf({ pair, type }: Columns, invocation: number): number {
  const completion = pair[invocation] as number;
  return completion === absent ? typeCode.info : (type[completion] as number);
}

/** Whether the row is the invocation of a client. */
export function isInvocation({ process, type }: Columns, row: number): boolean {
  return type[row] === typeCode.invoke && process[row] !== nemesisProcess;
}

/** The value in a row, null where there is none. */
export function valueIn({ value, values }: Columns, row: number): JsonValue {
  const position = value[row] as number;
  return position === absent ? null : values.get(position);
}

/** Whether any operation of a client succeeded: where none did, nothing was seen of what is to be judged. */
export function hasSuccess(columns: Columns): boolean {
  return hasEnd(columns, typeCode.ok);
}

/** Whether any operation of a client ended in this way. */
export function hasEnd({ length, type, process }: Columns, code: number): boolean {
  for (let row = 0; row < length; row++)
    if (type[row] === code && process[row] !== nemesisProcess) return true;
  return false;
}

/** The reason of a verdict on a history in which none did. */
export const nothingSucceeded = 'There is nothing to judge: no operation succeeded.';
