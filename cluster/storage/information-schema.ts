// information_schema: the schema as tables, made on demand. Only what clients and people look at.

import type { TableName } from '../sql/ast.ts';
import { SqlError } from '../sql/errors.ts';
import { createScope, indexColumns, type Row, type Scope } from '../sql/scope.ts';
import type { Catalog, StoredTable } from './catalog.ts';
import type { Execution } from './execution.ts';

export const informationSchema = 'information_schema';

interface VirtualTable {
  readonly columns: readonly string[];
  readonly rows: (catalog: Catalog) => Row[];
}

function allTables(catalog: Catalog): StoredTable[] {
  return [...catalog.values()].flatMap((database) => [...database.values()]);
}

/** One row for each column, as `information_schema.columns` has it. */
function columnRows({ definition }: StoredTable): Row[] {
  return definition.columns.map((column, index) => [
    'def',
    definition.database,
    definition.name,
    column.name,
    index + 1,
    column.defaultValue ?? null,
    column.notNull ? 'NO' : 'YES',
    column.typeText.replace(/[( ].*/, ''),
    column.typeText,
    definition.keyColumns.includes(index) ? 'PRI' : '',
    column.autoIncrement ? 'auto_increment' : '',
  ]);
}

const tables: Readonly<Record<string, VirtualTable>> = {
  schemata: {
    columns: 'CATALOG_NAME SCHEMA_NAME DEFAULT_CHARACTER_SET_NAME DEFAULT_COLLATION_NAME'.split(' '),
    rows: (catalog) => [...catalog.keys()].map((name) => ['def', name, 'utf8mb4', 'utf8mb4_bin']),
  },
  tables: {
    columns: 'TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_TYPE ENGINE TABLE_ROWS AUTO_INCREMENT'.split(' '),
    rows: (catalog) =>
      allTables(catalog).map(({ definition, rows, autoIncrementColumn, nextAutoIncrement }) => [
        'def',
        definition.database,
        definition.name,
        'BASE TABLE',
        'Anvil',
        rows.count,
        autoIncrementColumn < 0 ? null : nextAutoIncrement,
      ]),
  },
  columns: {
    columns: (
      'TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME ORDINAL_POSITION COLUMN_DEFAULT ' +
      'IS_NULLABLE DATA_TYPE COLUMN_TYPE COLUMN_KEY EXTRA'
    ).split(' '),
    rows: (catalog) => allTables(catalog).flatMap(columnRows),
  },
};

const integerColumns = new Set(['ORDINAL_POSITION', 'TABLE_ROWS', 'AUTO_INCREMENT']);

/**
 * The table of information_schema that `name` stands for; `null` when it names an ordinary one.
 *
 * @throws SqlError 1109 for a table that information_schema does not have.
 */
export function findVirtualTable(
  execution: Execution,
  name: TableName,
  alias: string,
): { readonly scope: Scope; readonly rows: readonly Row[] } | null {
  const database = (name.database ?? execution.database).toLowerCase();
  if (database !== informationSchema) return null;
  const table = tables[name.table.toLowerCase()];
  if (table === undefined) {
    throw new SqlError(1109, '42S02', `Unknown table '${name.table}' in information_schema`);
  }
  const columns = table.columns.map((column) => ({
    name: column,
    type: integerColumns.has(column) ? ('integer' as const) : ('text' as const),
  }));
  const { parameters } = execution;
  const positions = indexColumns(columns);
  const scope = createScope({ columns, positions, tableAlias: alias, parameters, clause: 'field list' });
  return { scope, rows: table.rows(execution.catalog) };
}
