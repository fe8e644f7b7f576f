// CREATE, DROP and TRUNCATE. Each checks everything before it changes anything.

import type { CreateTableStatement, DropTableStatement, SchemaStatement, TableName } from '../sql/ast.ts';
import { SqlError } from '../sql/errors.ts';
import { unreachable } from '../sql/unreachable.ts';
import type { WrittenOutcome } from '../statement.ts';
import { createStoredTable, databaseOf, findDatabase, findTable, type TableDefinition } from './catalog.ts';
import { storedValue } from './column-value.ts';
import { type Execution, written } from './execution.ts';
import { informationSchema } from './information-schema.ts';

const longestNameCharacters = 64;

function checkName(name: string): void {
  if (name.length > longestNameCharacters)
    throw new SqlError(1059, '42000', `Identifier name '${name}' is too long`);
}

/** Schema changes are bound to a database that exists and is not made up. */
function targetDatabase({ catalog, database: current }: Execution, name: TableName): string {
  const database = databaseOf(name, current);
  if (database === '') throw new SqlError(1046, '3D000', 'No database selected');
  refuseInformationSchema(database);
  findDatabase(catalog, database);
  return database;
}

function refuseInformationSchema(database: string): void {
  if (database.toLowerCase() === informationSchema) {
    throw new SqlError(1044, '42000', `Access denied to database '${database}': it cannot be changed`);
  }
}

/** @throws SqlError 1060 for a repeated column, 1067 for a bad default, 1072 and 1075 for a bad key. */
function definitionOf(statement: CreateTableStatement, database: string): TableDefinition {
  const names = statement.columns.map(({ name }) => name.toLowerCase());
  if (names.length === 0) throw new SqlError(1113, '42000', 'A table must have at least 1 column');
  for (const [index, name] of names.entries()) {
    checkName(name);
    if (names.indexOf(name) !== index) throw new SqlError(1060, '42S21', `Duplicate column name '${name}'`);
  }
  const keyColumns = statement.primaryKey.map((name) => {
    const index = names.indexOf(name.toLowerCase());
    if (index < 0) throw new SqlError(1072, '42000', `Key column '${name}' doesn't exist in table`);
    return index;
  });
  if (new Set(keyColumns).size < keyColumns.length) {
    throw new SqlError(1060, '42S21', `Duplicate column name in the primary key`);
  }
  const columns = statement.columns.map((column, index) => {
    const keyed = keyColumns.includes(index);
    const checked = { ...column, notNull: column.notNull || keyed || column.autoIncrement };
    if (column.autoIncrement && (keyColumns[0] !== index || column.type.kind !== 'integer')) {
      throw new SqlError(
        1075,
        '42000',
        'There can be only one auto column, an integer and first in the primary key',
      );
    }
    if (column.defaultValue === undefined) return { ...checked, defaultValue: null };
    try {
      return { ...checked, defaultValue: storedValue(checked, column.defaultValue, 1) };
    } catch {
      throw new SqlError(1067, '42000', `Invalid default value for '${column.name}'`);
    }
  });
  return { database, name: statement.table.table, columns, keyColumns };
}

function createTable(execution: Execution, statement: CreateTableStatement): WrittenOutcome {
  const database = targetDatabase(execution, statement.table);
  const { table } = statement.table;
  checkName(table);
  const tables = findDatabase(execution.catalog, database);
  if (tables.has(table)) {
    if (statement.ifNotExists) return written(0, 0);
    throw new SqlError(1050, '42S01', `Table '${table}' already exists`);
  }
  tables.set(table, createStoredTable(definitionOf(statement, database)));
  return written(0, 0);
}

function dropTables(execution: Execution, { tables, ifExists }: DropTableStatement): WrittenOutcome {
  const found = tables.map((name) => ({ database: targetDatabase(execution, name), table: name.table }));
  const missing = found.filter(({ database, table }) => execution.catalog.get(database)?.has(table) !== true);
  if (missing.length > 0 && !ifExists) {
    const names = missing.map(({ database, table }) => `${database}.${table}`).join(',');
    throw new SqlError(1051, '42S02', `Unknown table '${names}'`);
  }
  for (const { database, table } of found) execution.catalog.get(database)?.delete(table);
  return written(0, 0);
}

/** Executes a schema statement. */
export function executeSchema(execution: Execution, statement: SchemaStatement): WrittenOutcome {
  const { catalog } = execution;
  switch (statement.kind) {
    case 'createTable':
      return createTable(execution, statement);
    case 'dropTable':
      return dropTables(execution, statement);
    case 'truncate': {
      const stored = findTable(catalog, statement.table, execution.database);
      stored.rows.clear();
      stored.nextAutoIncrement = 1;
      return written(0, 0);
    }
    case 'createDatabase': {
      const { database } = statement;
      checkName(database);
      const exists = catalog.has(database) || database.toLowerCase() === informationSchema;
      if (exists && !statement.ifNotExists) {
        throw new SqlError(1007, 'HY000', `Can't create database '${database}'; database exists`);
      }
      if (!exists) catalog.set(database, new Map());
      return written(1, 1);
    }
    case 'dropDatabase': {
      const { database } = statement;
      refuseInformationSchema(database);
      const tables = catalog.get(database);
      if (tables === undefined && !statement.ifExists) {
        throw new SqlError(1008, 'HY000', `Can't drop database '${database}'; database doesn't exist`);
      }
      catalog.delete(database);
      return written(tables?.size ?? 0, tables?.size ?? 0);
    }
  }
  return unreachable(statement);
}
