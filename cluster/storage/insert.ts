// INSERT in all its forms: plain, IGNORE, ON DUPLICATE KEY UPDATE, REPLACE, and rows from a SELECT.

import type { InsertStatement } from '../sql/ast.ts';
import type { ColumnDefinition } from '../sql/column-type.ts';
import { notSupported, SqlError, unknownColumn } from '../sql/errors.ts';
import { evaluateConstant } from '../sql/evaluate.ts';
import type { Row, Scope } from '../sql/scope.ts';
import type { SqlValue, WrittenOutcome } from '../statement.ts';
import { compileAssignments, type RowChange } from './assignments.ts';
import { keyOfRow, type StoredTable } from './catalog.ts';
import { storedValue } from './column-value.ts';
import { duplicateKey } from './duplicate-key.ts';
import { openTable, rowlessScope, type WriteExecution, written } from './execution.ts';
import { executeSelect } from './select.ts';
import type { Key } from './table.ts';
import { changeRow } from './update.ts';

/** Positions in the table of the values a statement gives. */
function targetPositions(statement: InsertStatement, stored: StoredTable): number[] {
  if (statement.columns === null) return stored.definition.columns.map((_, index) => index);
  const positions = statement.columns.map((name) => {
    const position = stored.positions.get(name.toLowerCase());
    if (position === undefined) throw unknownColumn(name, 'field list');
    return position;
  });
  for (const [index, position] of positions.entries()) {
    if (positions.indexOf(position) !== index) {
      throw new SqlError(1110, '42000', `Column '${statement.columns[index]}' specified twice`);
    }
  }
  return positions;
}

/** The value of a column that is given none. */
function defaultValueOf(column: ColumnDefinition): SqlValue {
  const value = column.defaultValue ?? null;
  if (value !== null) return value;
  if (!column.notNull || column.autoIncrement) return null;
  throw new SqlError(1364, 'HY000', `Field '${column.name}' doesn't have a default value`);
}

/** `undefined` stands for DEFAULT. */
type GivenRow = readonly (SqlValue | undefined)[];

function givenRows(execution: WriteExecution, statement: InsertStatement): readonly GivenRow[] {
  if (statement.select !== null) return executeSelect(execution, statement.select).rows;
  const scope = rowlessScope(execution.parameters);
  return statement.rows.map((row) =>
    row.map((expression) => (expression === null ? undefined : evaluateConstant(expression, scope))),
  );
}

interface Insertion {
  readonly execution: WriteExecution;
  readonly stored: StoredTable;
  readonly statement: InsertStatement;
  readonly positions: readonly number[];
  readonly change: RowChange | null;
  matchedRows: number;
  affectedRows: number;
  lastInsertId: number | null;
}

/** The row as it would be stored, AUTO_INCREMENT filled in. */
function completeRow(insertion: Insertion, given: GivenRow, rowNumber: number): SqlValue[] {
  const { stored, positions } = insertion;
  const { columns } = stored.definition;
  if (given.length !== positions.length) {
    throw new SqlError(1136, '21S01', `Column count doesn't match value count at row ${rowNumber}`);
  }
  const values: (SqlValue | undefined)[] = columns.map(() => undefined);
  for (let index = 0; index < positions.length; index += 1) values[positions[index] as number] = given[index];
  return columns.map((column, index) => {
    const value = values[index];
    if (column.autoIncrement && (value === undefined || value === null || value === 0 || value === '0')) {
      return generateNumber(insertion, column, rowNumber);
    }
    return storedValue(column, value === undefined ? defaultValueOf(column) : value, rowNumber);
  });
}

function generateNumber({ execution, stored }: Insertion, column: ColumnDefinition, row: number): SqlValue {
  const value = storedValue(column, stored.nextAutoIncrement, row);
  execution.changes.count(stored, { nextAutoIncrement: stored.nextAutoIncrement + 1 });
  return value;
}

/** Explicit values push the counter on, so that generated ones never meet them. */
function passAutoIncrement({ execution, stored }: Insertion, row: Row): void {
  const value = row[stored.autoIncrementColumn] ?? null;
  if (typeof value === 'bigint') throw notSupported('AUTO_INCREMENT values beyond 2^53');
  if (typeof value === 'number' && value >= stored.nextAutoIncrement) {
    execution.changes.count(stored, { nextAutoIncrement: value + 1 });
  }
}

function insertNew(insertion: Insertion, key: Key, row: Row): void {
  insertion.execution.changes.put(insertion.stored, key, row);
  insertion.matchedRows += 1;
  insertion.affectedRows += 1;
}

function insertRow(insertion: Insertion, row: Row): void {
  const { execution, stored, statement, change } = insertion;
  if (stored.definition.keyColumns.length === 0) {
    const key = [stored.nextHiddenKey];
    execution.changes.count(stored, { nextHiddenKey: stored.nextHiddenKey + 1 });
    insertNew(insertion, key, row);
    return;
  }
  const key = keyOfRow(stored, row);
  const existing = stored.rows.get(key);
  if (existing === undefined) {
    insertNew(insertion, key, row);
  } else if (statement.onDuplicate === 'fail') {
    throw duplicateKey(stored, key);
  } else if (statement.onDuplicate === 'replace') {
    execution.changes.put(stored, key, row);
    insertion.matchedRows += 2;
    insertion.affectedRows += 2;
  } else if (change !== null) {
    const changed = changeRow(execution.changes, stored, key, existing, change([...existing, ...row], 1));
    // As MySQL counts: 2 for a row really changed; 0, or 1 for clients that count found rows, for one that was not.
    insertion.matchedRows += changed ? 2 : 1;
    insertion.affectedRows += changed ? 2 : 0;
  }
}

/** In ON DUPLICATE KEY UPDATE a row is the existing one followed by the one that would have been inserted. */
function withInsertedValues(scope: Scope, stored: StoredTable): Scope {
  return {
    ...scope,
    insertedIndex: (name) => {
      const position = stored.positions.get(name.toLowerCase());
      if (position === undefined) throw unknownColumn(name, 'field list');
      return scope.columns.length + position;
    },
  };
}

/**
 * Executes INSERT or REPLACE. INSERT IGNORE skips rows whose key exists; other errors stay errors.
 *
 * @throws SqlError 1062 duplicate key, 1136 column count, 1364 no default, and what `storedValue` throws.
 */
export function executeInsert(execution: WriteExecution, statement: InsertStatement): WrittenOutcome {
  const { assignments, table } = statement;
  const { stored, program } = openTable(execution, table, table.table, statement, (opened, scope) => ({
    positions: targetPositions(statement, opened),
    change:
      assignments.length === 0
        ? null
        : compileAssignments(assignments, opened, withInsertedValues(scope, opened)),
  }));
  const insertion: Insertion = {
    execution,
    stored,
    statement,
    positions: program.positions,
    change: program.change,
    matchedRows: 0,
    affectedRows: 0,
    lastInsertId: null,
  };
  let rowNumber = 0;
  for (const given of givenRows(execution, statement)) {
    rowNumber += 1;
    const counter = stored.nextAutoIncrement;
    const row = completeRow(insertion, given, rowNumber);
    const generated = stored.autoIncrementColumn >= 0 && stored.nextAutoIncrement > counter;
    if (generated) insertion.lastInsertId ??= counter;
    else if (stored.autoIncrementColumn >= 0) passAutoIncrement(insertion, row);
    insertRow(insertion, row);
  }
  const outcome = written(insertion.matchedRows, insertion.affectedRows);
  return insertion.lastInsertId === null ? outcome : { ...outcome, lastInsertId: insertion.lastInsertId };
}
