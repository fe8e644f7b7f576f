// The columns of operations that are in memory already.

import { createColumnBuilder } from './column-builder.ts';
import type { Columns } from './columns.ts';
import type { Operation } from './operation.ts';

/** The columns of a history in memory, which need not make sense. */
export function columnsOf(history: readonly Operation[]): Columns {
  const builder = createColumnBuilder(history.length, undefined, true);
  for (const operation of history) builder.add(operation);
  return builder.finish();
}
