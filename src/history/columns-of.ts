// The columns of operations that are in memory already.

import { createColumnBuilder } from './column-builder.ts';
import type { Columns } from './columns.ts';
import { HistoryError } from './history-error.ts';
import type { Operation } from './operation.ts';

/**
 * The columns of a history in memory. Its operations may have any indexes, such as those of the history it is a part of.
 * @throws {HistoryError} where it makes no sense: a line without the one it belongs to is evidence of nothing
 */
export function columnsOf(history: readonly Operation[]): Columns {
  const builder = createColumnBuilder(history.length, undefined, true);
  for (const [row, operation] of history.entries()) {
    const problem = builder.add(operation.index === row ? operation : { ...operation, index: row });
    if (problem !== null) throw new HistoryError(`operation ${operation.index}: ${problem}`);
  }
  return builder.finish();
}
