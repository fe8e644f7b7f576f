// INSERT, REPLACE, UPDATE and DELETE.

import type {
  Assignment,
  DeleteStatement,
  InsertStatement,
  SelectStatement,
  UpdateStatement,
} from './ast.ts';
import type { Expression } from './ast-expression.ts';
import {
  accept,
  acceptOneOf,
  acceptWords,
  advance,
  at,
  type Cursor,
  columnList,
  commaList,
  expect,
  expectName,
  parenthesizedList,
  unexpected,
} from './cursor.ts';
import { notSupported } from './errors.ts';
import { parseExpression } from './parser-expression.ts';
import {
  parseLimit,
  parseOrderBy,
  parseSelect,
  parseTableAlias,
  parseTableName,
  parseWhere,
} from './parser-select.ts';

/** `expression`, or `null` for DEFAULT. */
function parseValue(cursor: Cursor): Expression | null {
  return accept(cursor, 'DEFAULT') ? null : parseExpression(cursor);
}

/** `column = value`; a table name before the column is allowed and means nothing. */
function parseAssignment(cursor: Cursor): Assignment {
  let column = expectName(cursor);
  while (accept(cursor, '.')) column = advance(cursor).text;
  expect(cursor, '=');
  return { column, value: parseValue(cursor) };
}

interface InsertedRows {
  readonly columns: readonly string[] | null;
  readonly rows: InsertStatement['rows'];
  readonly select: SelectStatement | null;
}

function parseInsertedRows(cursor: Cursor): InsertedRows {
  if (accept(cursor, 'SET')) {
    const assignments = columnList(cursor, parseAssignment);
    return {
      columns: assignments.map(({ column }) => column),
      rows: [assignments.map(({ value }) => value)],
      select: null,
    };
  }
  const columns = at(cursor, '(') ? parseColumnNames(cursor) : null;
  if (accept(cursor, 'SELECT')) return { columns, rows: [], select: parseSelect(cursor) };
  if (acceptOneOf(cursor, ['VALUES', 'VALUE']) === null) throw unexpected(cursor);
  return { columns, rows: commaList(cursor, parseRow), select: null };
}

function parseColumnNames(cursor: Cursor): string[] {
  expect(cursor, '(');
  const names = at(cursor, ')') ? [] : columnList(cursor, expectName);
  expect(cursor, ')');
  return names;
}

function parseRow(cursor: Cursor): (Expression | null)[] {
  accept(cursor, 'ROW');
  if (at(cursor, '(') && cursor.tokens[cursor.position + 1]?.upper === ')') {
    cursor.position += 2;
    return [];
  }
  return parenthesizedList(cursor, parseValue);
}

/** The rest of INSERT [IGNORE] or REPLACE after the first keyword. */
export function parseInsert(cursor: Cursor, replace: boolean): InsertStatement {
  acceptOneOf(cursor, ['LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY']);
  const ignore = !replace && accept(cursor, 'IGNORE');
  accept(cursor, 'INTO');
  const table = parseTableName(cursor);
  const source = parseInsertedRows(cursor);
  if (at(cursor, 'AS')) throw notSupported('row aliases; write VALUES(column) instead');
  const update = !replace && acceptWords(cursor, 'ON', 'DUPLICATE', 'KEY', 'UPDATE');
  const assignments = update ? columnList(cursor, parseAssignment) : [];
  const fallback = ignore ? 'ignore' : 'fail';
  const onDuplicate = replace ? 'replace' : update ? 'update' : fallback;
  return { kind: 'insert', onDuplicate, table, ...source, assignments };
}

export function parseUpdate(cursor: Cursor): UpdateStatement {
  accept(cursor, 'LOW_PRIORITY');
  if (at(cursor, 'IGNORE')) throw notSupported('UPDATE IGNORE');
  const table = parseTableName(cursor);
  const alias = parseTableAlias(cursor, table);
  if (at(cursor, ',') || at(cursor, 'JOIN')) throw notSupported('UPDATE of several tables');
  expect(cursor, 'SET');
  const assignments = columnList(cursor, parseAssignment);
  const where = parseWhere(cursor);
  const orderBy = parseOrderBy(cursor);
  return { kind: 'update', table, alias, assignments, where, orderBy, limit: parseLimit(cursor) };
}

export function parseDelete(cursor: Cursor): DeleteStatement {
  acceptOneOf(cursor, ['LOW_PRIORITY', 'QUICK']);
  if (at(cursor, 'IGNORE')) throw notSupported('DELETE IGNORE');
  expect(cursor, 'FROM');
  const table = parseTableName(cursor);
  const alias = parseTableAlias(cursor, table);
  if (at(cursor, ',') || at(cursor, 'JOIN')) throw notSupported('DELETE from several tables');
  const where = parseWhere(cursor);
  const orderBy = parseOrderBy(cursor);
  return { kind: 'delete', table, alias, where, orderBy, limit: parseLimit(cursor) };
}
