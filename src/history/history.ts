// A history as checkers take it: columns for those that read a million operations, and single operations as objects for
// what people are shown. Where the history lies in a file, objects are read from there when they are asked for.

import type { Columns } from './columns.ts';
import { columnsOf } from './columns-of.ts';
import { briefOperation } from './evidence.ts';
import type { Operation } from './operation.ts';

export interface History {
  /** Number of events, which is the number of rows of each column. */
  readonly length: number;
  /** One sentence where a torn last line was left out; `null` where the history is whole. */
  readonly torn: string | null;
  /** What else a person has to know of how it was read, a sentence each. */
  readonly notes?: readonly string[];
  /** Made at the first call, then kept. */
  columns(): Columns;
  /** The event of one row, as it stands in the history. @throws {RangeError} for a row that is not there */
  operation(row: number): Operation;
  /** The `index` of one row's event, without a look at the event. @throws {RangeError} for a row that is not there */
  indexAt(row: number): number;
  /**
   * As `operation`, but of what is long in it only the ends: what verdicts and pages keep. Long ones are made once.
   * @throws {RangeError} for a row that is not there
   */
  evidence(row: number): Operation;
  /** Every event as an object, for what looks at all of them and has no need of speed. Kept once made. */
  operations(): readonly Operation[];
}

/** A history that is in memory as objects. */
export function historyInMemory(operations: readonly Operation[], torn: string | null = null): History {
  let columns: Columns | null = null;
  const operation = (row: number): Operation => {
    const found = operations[row];
    if (found === undefined) throw new RangeError(`row ${row} of a history of ${operations.length}`);
    return found;
  };
  return {
    length: operations.length,
    torn,
    columns: () => {
      columns ??= columnsOf(operations);
      return columns;
    },
    operation,
    indexAt: (row) => operation(row).index,
    evidence: (row) => briefOperation(operation(row)),
    operations: () => operations,
  };
}
