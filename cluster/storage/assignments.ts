// SET column = value, ...: from left to right, each seeing what the ones before it did, as MySQL does.

import type { Assignment } from '../sql/ast.ts';
import { SqlError, unknownColumn } from '../sql/errors.ts';
import { compile } from '../sql/evaluate.ts';
import type { Row, Scope } from '../sql/scope.ts';
import type { SqlValue } from '../statement.ts';
import type { StoredTable } from './catalog.ts';
import { storedValue } from './column-value.ts';

/** The changed row; `row` may have more values behind those of the columns. `rowNumber` is for error messages. */
export type RowChange = (row: Row, rowNumber: number) => Row;

/** @throws SqlError 1054 for a column that does not exist. */
export function compileAssignments(
  assignments: readonly Assignment[],
  stored: StoredTable,
  scope: Scope,
): RowChange {
  const steps = assignments.map(({ column: name, value }) => {
    const position = stored.positions.get(name.toLowerCase());
    const column = stored.definition.columns[position ?? -1];
    if (position === undefined || column === undefined) throw unknownColumn(name, 'field list');
    if (value !== null) return { position, column, evaluate: compile(value, scope) };
    const fallback = column.defaultValue ?? null;
    if (fallback === null && column.notNull) {
      throw new SqlError(1364, 'HY000', `Field '${column.name}' doesn't have a default value`);
    }
    return { position, column, evaluate: () => fallback };
  });
  const { length } = stored.definition.columns;
  return (row, rowNumber) => {
    const changed: SqlValue[] = [...row];
    for (const { position, column, evaluate } of steps) {
      changed[position] = storedValue(column, evaluate(changed), rowNumber);
    }
    changed.length = length;
    return changed;
  };
}
