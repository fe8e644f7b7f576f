// SELECT, and the clauses it has in common with UPDATE and DELETE.

import type { Limit, OrderItem, SelectItem, SelectStatement, TableName } from './ast.ts';
import type { Expression } from './ast-expression.ts';
import {
  accept,
  acceptWords,
  advance,
  at,
  atName,
  type Cursor,
  columnList,
  expect,
  expectName,
  peek,
  unexpected,
} from './cursor.ts';
import { notSupported } from './errors.ts';
import { parseExpression } from './parser-expression.ts';

/** `table` or `database.table`. */
export function parseTableName(cursor: Cursor): TableName {
  const { start } = peek(cursor);
  const first = expectName(cursor);
  if (!accept(cursor, '.')) {
    cursor.unqualifiedTables.push(start);
    return { database: null, table: first };
  }
  const token = advance(cursor);
  if (token.kind !== 'word' && token.kind !== 'quoted') throw unexpected(cursor);
  return { database: first, table: token.text };
}

/** `[AS] alias` after a table. */
export function parseTableAlias(cursor: Cursor, name: TableName): string {
  if (accept(cursor, 'AS') || atName(cursor)) return expectName(cursor);
  return name.table;
}

export function parseWhere(cursor: Cursor): Expression | null {
  return accept(cursor, 'WHERE') ? parseExpression(cursor) : null;
}

export function parseOrderBy(cursor: Cursor): readonly OrderItem[] {
  if (!acceptWords(cursor, 'ORDER', 'BY')) return [];
  return columnList(cursor, (inner) => {
    const expression = parseExpression(inner);
    const descending = accept(inner, 'DESC');
    if (!descending) accept(inner, 'ASC');
    return { expression, descending };
  });
}

/** LIMIT n, LIMIT offset, n and LIMIT n OFFSET offset. */
export function parseLimit(cursor: Cursor): Limit | null {
  if (!accept(cursor, 'LIMIT')) return null;
  const first = parseExpression(cursor);
  if (accept(cursor, ',')) return { count: parseExpression(cursor), offset: first };
  return { count: first, offset: accept(cursor, 'OFFSET') ? parseExpression(cursor) : null };
}

/** The rest of a SELECT after its first keyword (and hint). */
export function parseSelect(cursor: Cursor): SelectStatement {
  const distinct = accept(cursor, 'DISTINCT');
  if (!distinct) accept(cursor, 'ALL');
  const items = columnList(cursor, parseSelectItem);
  const from = accept(cursor, 'FROM') ? parseFrom(cursor) : null;
  const where = parseWhere(cursor);
  const groupBy = acceptWords(cursor, 'GROUP', 'BY')
    ? columnList(cursor, (inner) => parseExpression(inner))
    : [];
  const having = accept(cursor, 'HAVING') ? parseExpression(cursor) : null;
  const orderBy = parseOrderBy(cursor);
  const limit = parseLimit(cursor);
  acceptLocking(cursor);
  if (at(cursor, 'UNION')) throw notSupported('UNION');
  if (at(cursor, 'INTO')) throw notSupported('SELECT ... INTO');
  return { kind: 'select', distinct, items, from, where, groupBy, having, orderBy, limit };
}

function parseFrom(cursor: Cursor): SelectStatement['from'] {
  if (accept(cursor, 'DUAL')) return null;
  if (at(cursor, '(')) throw notSupported('subqueries');
  const name = parseTableName(cursor);
  const alias = parseTableAlias(cursor, name);
  const joins = [',', 'JOIN', 'INNER', 'LEFT', 'RIGHT', 'CROSS', 'NATURAL', 'STRAIGHT_JOIN'];
  if (joins.includes(peek(cursor).upper)) throw notSupported('joins');
  return { name, alias };
}

function parseSelectItem(cursor: Cursor): SelectItem {
  const start = peek(cursor).start;
  if (accept(cursor, '*')) return { expression: null, alias: null, text: '*' };
  if (atName(cursor) && peek(cursor, 1).upper === '.' && peek(cursor, 2).upper === '*') {
    cursor.position += 3;
    return { expression: null, alias: null, text: '*' };
  }
  const expression = parseExpression(cursor);
  const end = cursor.tokens[cursor.position - 1]?.end ?? start;
  const text = expression.kind === 'column' ? expression.name : cursor.sql.slice(start, end);
  return { expression, alias: parseItemAlias(cursor), text };
}

function parseItemAlias(cursor: Cursor): string | null {
  const explicit = accept(cursor, 'AS');
  const token = peek(cursor);
  if (token.kind === 'string' && typeof token.value === 'string') {
    cursor.position += 1;
    return token.value;
  }
  if (explicit || atName(cursor)) return expectName(cursor);
  return null;
}

/** Locks do not exist yet and every read is of the latest state, so these clauses change nothing. */
function acceptLocking(cursor: Cursor): void {
  if (acceptWords(cursor, 'LOCK', 'IN')) {
    expect(cursor, 'SHARE');
    expect(cursor, 'MODE');
  } else if (accept(cursor, 'FOR')) {
    if (!accept(cursor, 'UPDATE')) expect(cursor, 'SHARE');
    accept(cursor, 'NOWAIT');
  }
}
