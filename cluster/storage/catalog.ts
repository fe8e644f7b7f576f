// Databases and their tables: the replicated schema, and where statements find the table they name.

import type { TableName } from '../sql/ast.ts';
import type { ColumnDefinition } from '../sql/column-type.ts';
import { SqlError, unknownDatabase, unknownTable } from '../sql/errors.ts';
import { indexColumns, type Row, type Scope, type ScopeColumn } from '../sql/scope.ts';
import type { SqlValue } from '../statement.ts';
import { columnTypeOf, comparatorOf } from './column-value.ts';
import { createTable, type Key, type Table } from './table.ts';

/** What CREATE TABLE said. */
export interface TableDefinition {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  /** Positions of the primary key columns, in key order; empty: rows are kept under a hidden number. */
  readonly keyColumns: readonly number[];
}

export interface StoredTable {
  readonly definition: TableDefinition;
  readonly rows: Table;
  readonly scopeColumns: readonly ScopeColumn[];
  /** Column positions by lower-case name. */
  readonly positions: ReadonlyMap<string, number>;
  /** Statements compiled for this table, by their syntax trees. */
  readonly compiled: WeakMap<object, CompiledStatement>;
  /** Position of the AUTO_INCREMENT column, -1 without one. */
  readonly autoIncrementColumn: number;
  /** Next AUTO_INCREMENT value. */
  nextAutoIncrement: number;
  /** Next hidden number of a table without primary key. */
  nextHiddenKey: number;
}

/** A statement that runs again and again: only its parameters differ. */
export interface CompiledStatement {
  readonly scope: Scope;
  /** What `scope` reads; filled in before each run. */
  readonly parameters: SqlValue[];
  readonly program: unknown;
}

export type Database = Map<string, StoredTable>;

/** Databases by name, each with its tables by name; names are case-sensitive. */
export type Catalog = Map<string, Database>;

/** The database every cluster starts with, and that sessions start in. */
export const defaultDatabase = 'test';

export function createCatalog(): Catalog {
  return new Map([[defaultDatabase, new Map<string, StoredTable>()]]);
}

const hiddenKeyComparator = comparatorOf({ kind: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** An empty table. */
export function createStoredTable(definition: TableDefinition): StoredTable {
  const { columns, keyColumns } = definition;
  const comparators = keyColumns.flatMap((index) => {
    const column = columns[index];
    return column === undefined ? [] : [comparatorOf(column.type)];
  });
  const scopeColumns = columns.map(({ name, type }) => ({ name, type: columnTypeOf(type) }));
  return {
    definition,
    rows: createTable(comparators.length === 0 ? [hiddenKeyComparator] : comparators),
    scopeColumns,
    positions: indexColumns(scopeColumns),
    compiled: new WeakMap(),
    autoIncrementColumn: columns.findIndex(({ autoIncrement }) => autoIncrement),
    nextAutoIncrement: 1,
    nextHiddenKey: 1,
  };
}

/** The primary key of a row; a table without one has none to take from it. */
export function keyOfRow(stored: StoredTable, row: Row): Key {
  const { keyColumns } = stored.definition;
  const [first] = keyColumns;
  if (keyColumns.length === 1 && first !== undefined) return [row[first] ?? null];
  return keyColumns.map((index) => row[index] ?? null);
}

/** @throws SqlError 1049 where there is no such database. */
export function findDatabase(catalog: Catalog, name: string): Database {
  const database = catalog.get(name);
  if (database === undefined) throw unknownDatabase(name);
  return database;
}

/** The database a table name belongs to: its own, else the current one. */
export function databaseOf(name: TableName, currentDatabase: string): string {
  return name.database ?? currentDatabase;
}

/**
 * The table called `name`.
 *
 * @throws SqlError 1046 without a database to look in, 1049 for an unknown database, 1146 for an unknown table.
 */
export function findTable(catalog: Catalog, name: TableName, currentDatabase: string): StoredTable {
  const database = databaseOf(name, currentDatabase);
  if (database === '') throw new SqlError(1046, '3D000', 'No database selected');
  const found = findDatabase(catalog, database).get(name.table);
  if (found === undefined) throw unknownTable(database, name.table);
  return found;
}
