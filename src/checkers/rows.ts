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
