// SHOW about replicated data: databases, tables, columns, CREATE TABLE.

import type { ShowStatement } from '../sql/ast.ts';
import type { ColumnDefinition } from '../sql/column-type.ts';
import { createLikeMatcher } from '../sql/like.ts';
import { unreachable } from '../sql/unreachable.ts';
import { literalOf } from '../sql/values.ts';
import type { RowsOutcome, SqlValue } from '../statement.ts';
import { findDatabase, findTable, type StoredTable } from './catalog.ts';
import type { Execution } from './execution.ts';
import { informationSchema } from './information-schema.ts';

function textRows(names: readonly string[], rows: readonly (readonly SqlValue[])[]): RowsOutcome {
  const columns = names.map((name) => ({ name, table: '', type: 'text' as const }));
  return { kind: 'rows', columns, rows };
}

/** Those of the names that LIKE lets through, sorted. */
function filtered(names: Iterable<string>, like: string | null): string[] {
  const matches = like === null ? () => true : createLikeMatcher(like, '\\');
  return [...names].filter((name) => matches(name)).sort();
}

function isKeyColumn({ definition }: StoredTable, column: ColumnDefinition): boolean {
  return definition.keyColumns.includes(definition.columns.indexOf(column));
}

function showColumns(stored: StoredTable, full: boolean, like: string | null): RowsOutcome {
  const matches = like === null ? () => true : createLikeMatcher(like, '\\');
  const columns = stored.definition.columns.filter(({ name }) => matches(name));
  const rows = columns.map((column) => {
    const key = isKeyColumn(stored, column) ? 'PRI' : '';
    const extra = column.autoIncrement ? 'auto_increment' : '';
    const nullable = column.notNull ? 'NO' : 'YES';
    const fallback = column.defaultValue ?? null;
    if (!full) return [column.name, column.typeText, nullable, key, fallback, extra];
    const collation = column.type.kind === 'text' ? 'utf8mb4_bin' : null;
    return [
      column.name,
      column.typeText,
      collation,
      nullable,
      key,
      fallback,
      extra,
      'select,insert,update',
      '',
    ];
  });
  const names = full
    ? ['Field', 'Type', 'Collation', 'Null', 'Key', 'Default', 'Extra', 'Privileges', 'Comment']
    : ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'];
  return textRows(names, rows);
}

/** A statement that makes the same table again. */
function createTableText({ definition }: StoredTable): string {
  const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
  const lines = definition.columns.map((column) => {
    const fallback = column.defaultValue ?? null;
    const parts = [quoted(column.name), column.typeText];
    if (column.notNull) parts.push('NOT NULL');
    if (fallback !== null) parts.push(`DEFAULT ${literalOf(fallback)}`);
    if (column.autoIncrement) parts.push('AUTO_INCREMENT');
    return `  ${parts.join(' ')}`;
  });
  const keys = definition.keyColumns.map((index) => quoted(definition.columns[index]?.name ?? ''));
  if (keys.length > 0) lines.push(`  PRIMARY KEY (${keys.join(',')})`);
  return `CREATE TABLE ${quoted(definition.name)} (\n${lines.join(',\n')}\n)`;
}

const indexTitles = 'Table Non_unique Key_name Seq_in_index Column_name Collation Cardinality Index_type';

function showIndex(stored: StoredTable): RowsOutcome {
  const { name, columns, keyColumns } = stored.definition;
  const rows = keyColumns.map((index, position) => [
    name,
    '0',
    'PRIMARY',
    String(position + 1),
    columns[index]?.name ?? '',
    'A',
    String(stored.rows.count),
    'BTREE',
  ]);
  return textRows(indexTitles.split(' '), rows);
}

function showTables(execution: Execution, statement: ShowStatement): RowsOutcome {
  const name = statement.database ?? execution.database;
  const title = `Tables_in_${name}`;
  if (name.toLowerCase() === informationSchema)
    return textRows([title], [['COLUMNS'], ['SCHEMATA'], ['TABLES']]);
  const tables = filtered(findDatabase(execution.catalog, name).keys(), statement.like);
  if (statement.full)
    return textRows(
      [title, 'Table_type'],
      tables.map((table) => [table, 'BASE TABLE']),
    );
  return textRows(
    [title],
    tables.map((table) => [table]),
  );
}

/** @throws SqlError 1049 and 1146 for databases and tables that do not exist. */
export function executeShow(execution: Execution, statement: ShowStatement): RowsOutcome {
  const { catalog, database } = execution;
  const table = statement.table ?? { database: null, table: '' };
  switch (statement.what) {
    case 'databases':
      return textRows(
        ['Database'],
        filtered([informationSchema, ...catalog.keys()], statement.like).map((name) => [name]),
      );
    case 'tables':
      return showTables(execution, statement);
    case 'columns':
      return showColumns(findTable(catalog, table, database), statement.full, statement.like);
    case 'createTable':
      return textRows(
        ['Table', 'Create Table'],
        [[table.table, createTableText(findTable(catalog, table, database))]],
      );
    case 'createDatabase': {
      const name = statement.database ?? database;
      if (name.toLowerCase() !== informationSchema) findDatabase(catalog, name);
      return textRows(['Database', 'Create Database'], [[name, `CREATE DATABASE \`${name}\``]]);
    }
    case 'index':
      return showIndex(findTable(catalog, table, database));
    case 'tableStatus': {
      const tables = findDatabase(catalog, statement.database ?? database);
      const rows = filtered(tables.keys(), statement.like).map((name) => [
        name,
        'Anvil',
        tables.get(name)?.rows.count ?? 0,
      ]);
      return textRows(['Name', 'Engine', 'Rows'], rows);
    }
  }
  return unreachable(statement.what);
}
