// CREATE, DROP and TRUNCATE of tables and databases.

import type { CreateTableStatement, SchemaStatement } from './ast.ts';
import type { ColumnDefinition } from './column-type.ts';
import {
  accept,
  acceptOneOf,
  acceptWords,
  advance,
  at,
  type Cursor,
  commaList,
  expect,
  expectName,
  parenthesizedList,
  peek,
  unexpected,
} from './cursor.ts';
import { notSupported, SqlError } from './errors.ts';
import { parseColumnDefinition } from './parser-column.ts';
import { parseTableName } from './parser-select.ts';

export function acceptIfNotExists(cursor: Cursor): boolean {
  return acceptWords(cursor, 'IF', 'NOT', 'EXISTS');
}

export function acceptIfExists(cursor: Cursor): boolean {
  return acceptWords(cursor, 'IF', 'EXISTS');
}

/** The rest of CREATE TABLE. */
export function parseCreateTable(cursor: Cursor): CreateTableStatement {
  const ifNotExists = acceptIfNotExists(cursor);
  const table = parseTableName(cursor);
  if (at(cursor, 'LIKE') || at(cursor, 'SELECT') || at(cursor, 'AS'))
    throw notSupported('CREATE TABLE from another');
  const columns: ColumnDefinition[] = [];
  const keys: string[][] = [];
  parenthesizedList(cursor, (inner) => {
    if (parseTableConstraint(inner, keys)) return;
    const { column, primaryKey } = parseColumnDefinition(inner);
    columns.push(column);
    if (primaryKey) keys.push([column.name]);
  });
  skipTableOptions(cursor);
  if (keys.length > 1) throw new SqlError(1068, '42000', 'Multiple primary key defined');
  return { kind: 'createTable', table, ifNotExists, columns, primaryKey: keys[0] ?? [] };
}

/** A key or constraint instead of a column. Plain indexes speed up nothing here and are accepted without effect. */
function parseTableConstraint(cursor: Cursor, keys: string[][]): boolean {
  if (accept(cursor, 'CONSTRAINT') && !at(cursor, 'PRIMARY')) expectName(cursor);
  const next = peek(cursor);
  if (next.kind !== 'word') return false;
  if (acceptWords(cursor, 'PRIMARY', 'KEY')) {
    acceptIndexType(cursor);
    keys.push(parenthesizedList(cursor, parseKeyPart));
    acceptIndexType(cursor);
    return true;
  }
  if (next.upper === 'UNIQUE') throw notSupported('UNIQUE keys besides the primary key');
  if (next.upper === 'FOREIGN') throw notSupported('foreign keys');
  if (next.upper === 'CHECK') throw notSupported('CHECK constraints');
  if (acceptOneOf(cursor, ['KEY', 'INDEX']) === null) return false;
  if (!at(cursor, '(')) expectName(cursor);
  parenthesizedList(cursor, parseKeyPart);
  acceptIndexType(cursor);
  return true;
}

function acceptIndexType(cursor: Cursor): void {
  if (accept(cursor, 'USING')) advance(cursor);
}

function parseKeyPart(cursor: Cursor): string {
  const name = expectName(cursor);
  if (at(cursor, '(')) throw notSupported('keys on a prefix of a column');
  if (at(cursor, 'DESC')) throw notSupported('descending keys');
  accept(cursor, 'ASC');
  return name;
}

/** ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE ... COMMENT='...': of no effect. */
function skipTableOptions(cursor: Cursor): void {
  while (peek(cursor).kind === 'word' || at(cursor, ',')) {
    if (at(cursor, 'PARTITION')) throw notSupported('partitioned tables');
    if (accept(cursor, ',')) continue;
    advance(cursor);
    if (!accept(cursor, '=')) continue;
    if (peek(cursor).kind === 'end') throw unexpected(cursor);
    advance(cursor);
  }
}

/** The rest of CREATE DATABASE; character set options are accepted. */
export function parseCreateDatabase(cursor: Cursor): SchemaStatement {
  const ifNotExists = acceptIfNotExists(cursor);
  const database = expectName(cursor);
  skipTableOptions(cursor);
  return { kind: 'createDatabase', database, ifNotExists };
}

/** The rest of DROP TABLE or DROP DATABASE. */
export function parseDrop(cursor: Cursor): SchemaStatement {
  if (accept(cursor, 'TABLE')) {
    const ifExists = acceptIfExists(cursor);
    const tables = commaList(cursor, parseTableName);
    acceptOneOf(cursor, ['RESTRICT', 'CASCADE']);
    return { kind: 'dropTable', tables, ifExists };
  }
  if (acceptOneOf(cursor, ['DATABASE', 'SCHEMA']) === null) throw unexpected(cursor);
  const ifExists = acceptIfExists(cursor);
  return { kind: 'dropDatabase', database: expectName(cursor), ifExists };
}

export function parseTruncate(cursor: Cursor): SchemaStatement {
  accept(cursor, 'TABLE');
  const table = parseTableName(cursor);
  expectNothingMore(cursor);
  return { kind: 'truncate', table };
}

function expectNothingMore(cursor: Cursor): void {
  if (peek(cursor).kind !== 'end') expect(cursor, ';');
}
