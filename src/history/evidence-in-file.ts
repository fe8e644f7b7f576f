// Single operations of a history in a file, as evidence.

import { briefOperation } from './evidence.ts';
import type { History } from './history.ts';
import type { Operation } from './operation.ts';
import type { RowOffsets } from './row-offsets.ts';

/** Rows longer than this are too long to be read again and again. */
const longRowBytes = 1 << 20;

/** Of a history whose rows stand in a file, where an index is a row. A long row is read for it once. */
export function evidenceIn(
  { length, bytesOf }: RowOffsets,
  operation: (row: number) => Operation,
): Pick<History, 'indexAt' | 'evidence'> {
  const made = new Map<number, Operation>();
  return {
    indexAt(row) {
      if (row >= 0 && row < length) return row;
      throw new RangeError(`row ${row} of a history of ${length}`);
    },
    evidence(row) {
      const known = made.get(row);
      if (known !== undefined) return known;
      const brief = briefOperation(operation(row));
      if (bytesOf(row) > longRowBytes) made.set(row, brief);
      return brief;
    },
  };
}
