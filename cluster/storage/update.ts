// UPDATE and DELETE: find the rows first, then change them, so that no row is met twice.

import type { DeleteStatement, UpdateStatement } from '../sql/ast.ts';
import { compile, type Evaluator } from '../sql/evaluate.ts';
import type { Row, Scope } from '../sql/scope.ts';
import { limitRange } from '../sql/selection.ts';
import { compareBytes, compareValues, truthOf } from '../sql/values.ts';
import type { SqlValue, WrittenOutcome } from '../statement.ts';
import { compileAssignments } from './assignments.ts';
import { keyOfRow, type StoredTable } from './catalog.ts';
import type { Changes } from './changes.ts';
import { duplicateKey } from './duplicate-key.ts';
import { openTable, visitCandidates, type WriteExecution, written } from './execution.ts';
import { followsKeyOrder } from './key-plan.ts';
import type { Key } from './table.ts';

interface FoundRow {
  readonly key: Key;
  readonly row: Row;
}

/** The rows that WHERE, ORDER BY and LIMIT select. */
function findRows(
  statement: UpdateStatement | DeleteStatement,
  stored: StoredTable,
  scope: Scope,
  where: Evaluator | null,
): FoundRow[] {
  const { first, count } = limitRange(statement.limit, scope);
  const sorted = followsKeyOrder(statement.orderBy, stored, []);
  const enough = sorted ? first + count : Number.MAX_SAFE_INTEGER;
  const found: FoundRow[] = [];
  visitCandidates(stored, statement.where, scope, (row, key) => {
    if (found.length >= enough) return false;
    if (where === null || truthOf(where(row)) === true) found.push({ key, row });
    return true;
  });
  if (!sorted) sortFound(found, statement, scope);
  return found.slice(first, first + count);
}

function compileWhere({ where }: UpdateStatement | DeleteStatement, scope: Scope): Evaluator | null {
  return where === null ? null : compile(where, scope);
}

function sortFound(found: FoundRow[], { orderBy }: UpdateStatement | DeleteStatement, scope: Scope): void {
  const keys = orderBy.map(({ expression, descending }) => ({
    evaluate: compile(expression, scope),
    sign: descending ? -1 : 1,
  }));
  found.sort((left, right) => {
    for (const { evaluate, sign } of keys) {
      const order = compareValues(evaluate(left.row), evaluate(right.row)) * sign;
      if (order !== 0) return order;
    }
    return 0;
  });
}

function isSame(left: SqlValue | undefined, right: SqlValue): boolean {
  if (left instanceof Uint8Array && right instanceof Uint8Array) return compareBytes(left, right) === 0;
  return left === right;
}

/**
 * Puts `after` in the place of `before`, under its new key where that changed.
 *
 * @returns whether anything changed.
 * @throws SqlError 1062 when the new key is taken.
 */
export function changeRow(changes: Changes, stored: StoredTable, key: Key, before: Row, after: Row): boolean {
  if (after.every((value, index) => isSame(before[index], value))) return false;
  if (stored.definition.keyColumns.length === 0) {
    changes.put(stored, key, after);
    return true;
  }
  const newKey = keyOfRow(stored, after);
  if (!newKey.every((part, index) => isSame(key[index], part))) {
    if (stored.rows.get(newKey) !== undefined) throw duplicateKey(stored, newKey);
    changes.delete(stored, key);
  }
  changes.put(stored, newKey, after);
  return true;
}

/** Executes UPDATE: rows set to the values they have count as matched, not as affected. */
export function executeUpdate(execution: WriteExecution, statement: UpdateStatement): WrittenOutcome {
  const { table, alias, assignments } = statement;
  const { stored, scope, program } = openTable(execution, table, alias, statement, (opened, names) => ({
    change: compileAssignments(assignments, opened, names),
    where: compileWhere(statement, names),
  }));
  const found = findRows(statement, stored, scope, program.where);
  let affectedRows = 0;
  let rowNumber = 0;
  for (const { key, row } of found) {
    rowNumber += 1;
    if (changeRow(execution.changes, stored, key, row, program.change(row, rowNumber))) affectedRows += 1;
  }
  return written(found.length, affectedRows);
}

/** Executes DELETE. */
export function executeDelete(execution: WriteExecution, statement: DeleteStatement): WrittenOutcome {
  const { table, alias } = statement;
  const { stored, scope, program } = openTable(execution, table, alias, statement, (_opened, names) =>
    compileWhere(statement, names),
  );
  const found = findRows(statement, stored, scope, program);
  for (const { key } of found) execution.changes.delete(stored, key);
  return written(found.length, found.length);
}
