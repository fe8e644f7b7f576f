// SHOW and DESCRIBE.

import type { ShowLocalStatement, ShowStatement } from './ast.ts';
import {
  accept,
  acceptOneOf,
  acceptWords,
  advance,
  type Cursor,
  expectName,
  expectString,
  peek,
  unexpected,
} from './cursor.ts';
import { notSupported } from './errors.ts';
import { parseExpression } from './parser-expression.ts';
import { parseTableName } from './parser-select.ts';

function show(what: ShowStatement['what'], rest: Partial<ShowStatement> = {}): ShowStatement {
  return { kind: 'show', what, table: null, database: null, full: false, like: null, ...rest };
}

function parseLike(cursor: Cursor): string | null {
  if (accept(cursor, 'LIKE')) return expectString(cursor);
  if (peek(cursor).upper === 'WHERE') throw notSupported('WHERE in this SHOW statement');
  return null;
}

/** `FROM database` or `IN database`. */
function parseDatabase(cursor: Cursor): string | null {
  return acceptOneOf(cursor, ['FROM', 'IN']) === null ? null : expectName(cursor);
}

function parseShowOfTable(cursor: Cursor, what: 'columns' | 'index', full: boolean): ShowStatement {
  if (acceptOneOf(cursor, ['FROM', 'IN']) === null) throw unexpected(cursor);
  const table = parseTableName(cursor);
  const database = parseDatabase(cursor) ?? table.database;
  return show(what, { table: { database, table: table.table }, full, like: parseLike(cursor) });
}

const localShows: Readonly<Record<string, ShowLocalStatement['what']>> = {
  VARIABLES: 'variables',
  STATUS: 'status',
  WARNINGS: 'warnings',
  ERRORS: 'warnings',
  COLLATION: 'collation',
  ENGINES: 'engines',
  PROCESSLIST: 'processlist',
  GRANTS: 'grants',
};

function parseShowLocal(cursor: Cursor): ShowLocalStatement {
  acceptOneOf(cursor, ['SESSION', 'GLOBAL', 'STORAGE']);
  const token = advance(cursor);
  const isCharset = token.upper === 'CHARSET' || (token.upper === 'CHARACTER' && accept(cursor, 'SET'));
  const what = isCharset ? 'charset' : localShows[token.upper];
  if (what === undefined) {
    cursor.position -= 1;
    throw unexpected(cursor);
  }
  if (what === 'grants' && accept(cursor, 'FOR')) while (peek(cursor).kind !== 'end') advance(cursor);
  const like = accept(cursor, 'LIKE') ? expectString(cursor) : null;
  const where = accept(cursor, 'WHERE') ? parseExpression(cursor) : null;
  if (accept(cursor, 'LIMIT')) parseExpression(cursor);
  return { kind: 'showLocal', what, like, where };
}

const subjects = 'DATABASES SCHEMAS TABLES COLUMNS FIELDS INDEX INDEXES KEYS CREATE TABLE'.split(' ');

/** The rest of SHOW. */
export function parseShow(cursor: Cursor): ShowStatement | ShowLocalStatement {
  const full = accept(cursor, 'FULL');
  const word = acceptOneOf(cursor, subjects);
  switch (word) {
    case 'DATABASES':
    case 'SCHEMAS':
      return show('databases', { like: parseLike(cursor) });
    case 'TABLES': {
      const database = parseDatabase(cursor);
      return show('tables', { database, full, like: parseLike(cursor) });
    }
    case 'COLUMNS':
    case 'FIELDS':
      return parseShowOfTable(cursor, 'columns', full);
    case 'INDEX':
    case 'INDEXES':
    case 'KEYS':
      return parseShowOfTable(cursor, 'index', full);
    case 'TABLE':
      if (!accept(cursor, 'STATUS')) throw unexpected(cursor);
      return show('tableStatus', { database: parseDatabase(cursor), like: parseLike(cursor) });
    case 'CREATE':
      if (accept(cursor, 'TABLE')) return show('createTable', { table: parseTableName(cursor) });
      if (acceptOneOf(cursor, ['DATABASE', 'SCHEMA']) === null)
        throw notSupported('SHOW CREATE of anything but tables');
      acceptWords(cursor, 'IF', 'NOT', 'EXISTS');
      return show('createDatabase', { database: expectName(cursor) });
    default:
      return parseShowLocal(cursor);
  }
}

/** The rest of DESCRIBE table [column]. */
export function parseDescribe(cursor: Cursor): ShowStatement {
  const token = peek(cursor);
  if (token.upper === 'SELECT') throw notSupported('EXPLAIN');
  const table = parseTableName(cursor);
  const column = peek(cursor);
  if (column.kind !== 'word' && column.kind !== 'string') return show('columns', { table });
  advance(cursor);
  return show('columns', { table, like: column.kind === 'word' ? column.text : String(column.value) });
}
