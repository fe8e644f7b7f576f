// SELECT from a table, by the narrowest part of the primary key that its WHERE clause allows.

import type { SelectStatement } from '../sql/ast.ts';
import { createSelection, prepareSelection } from '../sql/selection.ts';
import type { RowsOutcome } from '../statement.ts';
import { type Execution, openTable, rowlessScope, visitCandidates } from './execution.ts';
import { findVirtualTable } from './information-schema.ts';
import { followsKeyOrder } from './key-plan.ts';

/** @throws SqlError for names that do not exist. */
export function executeSelect(execution: Execution, select: SelectStatement): RowsOutcome {
  const { from } = select;
  if (from === null) {
    const selection = createSelection(select, rowlessScope(execution.parameters), false);
    selection.accept([]);
    return selection.finish();
  }
  const virtual = findVirtualTable(execution, from.name, from.alias);
  if (virtual !== null) {
    const selection = createSelection(select, virtual.scope, false);
    virtual.rows.every((row) => selection.accept(row));
    return selection.finish();
  }
  const { stored, scope, program } = openTable(execution, from.name, from.alias, select, (opened, names) => {
    const grouped = select.groupBy.length > 0;
    return prepareSelection(select, names, !grouped && followsKeyOrder(select.orderBy, opened, select.items));
  });
  const selection = program();
  visitCandidates(stored, select.where, scope, (row) => selection.accept(row));
  return selection.finish();
}
