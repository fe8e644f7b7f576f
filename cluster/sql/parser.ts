// One SQL text -> one statement. Recursive descent by first keyword; results are kept by text, because clients send
// the same few statements over and over.

import type { Statement } from './ast.ts';
import type { Expression, SessionValue } from './ast-expression.ts';
import {
  accept,
  acceptOneOf,
  advance,
  at,
  type Cursor,
  expect,
  expectEnd,
  expectName,
  peek,
  unexpected,
} from './cursor.ts';
import { notSupported, SqlError } from './errors.ts';
import { tokenize } from './lexer.ts';
import { parseAlterSystem } from './parser-administration.ts';
import { parseExpression } from './parser-expression.ts';
import { parseCreateDatabase, parseCreateTable, parseDrop, parseTruncate } from './parser-schema.ts';
import { parseSelect } from './parser-select.ts';
import { parseDropUser, parseSet, parseUser } from './parser-session.ts';
import { parseDescribe, parseShow } from './parser-show.ts';
import { parseDelete, parseInsert, parseUpdate } from './parser-write.ts';
import { createStatementCache } from './statement-cache.ts';
import { clientLimits, noLimits, type StatementLimits } from './statement-limits.ts';

export interface ParsedStatement {
  readonly statement: Statement;
  /** Number of `?`, those of the hint included. */
  readonly parameterCount: number;
  /** What the session has to replace before the statement means the same everywhere, in order of the text. */
  readonly sessionValues: readonly SessionValue[];
  /** Where names of tables without a database start. */
  readonly unqualifiedTables: readonly number[];
  /** The two parts of the REQUEST_ID hint, not yet evaluated. */
  readonly requestId: { readonly client: Expression; readonly sequence: Expression } | null;
}

/**
 * Parses without the cache.
 *
 * @throws SqlError 1064 for a syntax error, 1065 for an empty text, 1235 for what Anvil cannot do yet; 1064 and 1117 for
 * what is larger than `limits`.
 */
export function parseUncached(sql: string, limits: StatementLimits = noLimits): ParsedStatement {
  const tokens = tokenize(sql, limits.tokensMax);
  const cursor: Cursor = {
    sql,
    tokens,
    limits,
    position: 0,
    parameters: 0,
    sessionValues: [],
    unqualifiedTables: [],
    expressionDepth: 0,
    expressionOperators: 0,
  };
  if (peek(cursor).kind === 'end' || at(cursor, ';')) throw new SqlError(1065, '42000', 'Query was empty');
  const first = advance(cursor).upper;
  const requestId = parseHint(cursor);
  const statement = parseByKeyword(cursor, first);
  expectEnd(cursor);
  const { parameters: parameterCount, sessionValues, unqualifiedTables } = cursor;
  return { statement, parameterCount, sessionValues, unqualifiedTables, requestId };
}

const cache = createStatementCache<ParsedStatement>();

/** As `parseUncached`, but texts seen lately are not parsed again; those are far below any limit. */
export function parse(sql: string, limits: StatementLimits = noLimits): ParsedStatement {
  const known = cache.get(sql);
  if (known !== undefined) return known;
  const parsed = parseUncached(sql, limits);
  cache.put(sql, parsed);
  return parsed;
}

/** As `parse`, for what a client sends: no larger than a node reads without letting the others wait. */
export function parseOfClient(sql: string): ParsedStatement {
  return parse(sql, clientLimits);
}

/** `/*+ REQUEST_ID(client, sequence) *\/`. Other hints are ignored, as MySQL ignores hints it does not know. */
function parseHint(cursor: Cursor): ParsedStatement['requestId'] {
  if (peek(cursor).kind !== 'hintStart') return null;
  cursor.position += 1;
  let requestId: ParsedStatement['requestId'] = null;
  while (peek(cursor).kind !== 'hintEnd') {
    if (peek(cursor).kind === 'end') throw unexpected(cursor);
    if (!accept(cursor, 'REQUEST_ID')) {
      advance(cursor);
      continue;
    }
    expect(cursor, '(');
    const client = parseExpression(cursor);
    expect(cursor, ',');
    const sequence = parseExpression(cursor);
    expect(cursor, ')');
    requestId = { client, sequence };
  }
  cursor.position += 1;
  return requestId;
}

function parseByKeyword(cursor: Cursor, first: string): Statement {
  switch (first) {
    case 'SELECT':
      return parseSelect(cursor);
    case 'INSERT':
      return parseInsert(cursor, false);
    case 'REPLACE':
      return parseInsert(cursor, true);
    case 'UPDATE':
      return parseUpdate(cursor);
    case 'DELETE':
      return parseDelete(cursor);
    case 'CREATE':
      return parseCreate(cursor);
    case 'DROP':
      return accept(cursor, 'USER') ? parseDropUser(cursor) : parseDrop(cursor);
    case 'TRUNCATE':
      return parseTruncate(cursor);
    case 'ALTER':
      if (accept(cursor, 'USER')) return parseUser(cursor, 'alterUser');
      if (accept(cursor, 'SYSTEM')) return parseAlterSystem(cursor);
      throw notSupported(`ALTER ${peek(cursor).upper}`.trim());
    case 'SHOW':
      return parseShow(cursor);
    case 'DESCRIBE':
    case 'DESC':
    case 'EXPLAIN':
      return parseDescribe(cursor);
    default:
      return parseSessionStatement(cursor, first);
  }
}

function parseCreate(cursor: Cursor): Statement {
  if (accept(cursor, 'TABLE')) return parseCreateTable(cursor);
  if (acceptOneOf(cursor, ['DATABASE', 'SCHEMA']) !== null) return parseCreateDatabase(cursor);
  if (accept(cursor, 'USER')) return parseUser(cursor, 'createUser');
  throw notSupported(`CREATE ${peek(cursor).upper}`.trim());
}

function parseSessionStatement(cursor: Cursor, first: string): Statement {
  switch (first) {
    case 'SET':
      return parseSet(cursor);
    case 'USE':
      return { kind: 'use', database: expectName(cursor) };
    case 'BEGIN':
    case 'START':
      skipRest(cursor);
      return { kind: 'begin' };
    case 'COMMIT':
    case 'ROLLBACK':
      accept(cursor, 'WORK');
      return { kind: first === 'COMMIT' ? 'commit' : 'rollback' };
    case 'FLUSH':
      skipRest(cursor);
      return { kind: 'nothing' };
    case 'GRANT':
    case 'REVOKE':
      throw notSupported('privileges: every user may do everything');
    case 'LOCK':
    case 'UNLOCK':
    case 'SAVEPOINT':
    case 'RELEASE':
    case 'PREPARE':
    case 'EXECUTE':
    case 'DEALLOCATE':
    case 'CALL':
    case 'KILL':
    case 'LOAD':
    case 'WITH':
    case 'ANALYZE':
    case 'OPTIMIZE':
    case 'RENAME':
    case 'XA':
    case 'DO':
      throw notSupported(first);
    default:
      cursor.position = 0;
      throw unexpected(cursor);
  }
}

function skipRest(cursor: Cursor): void {
  while (peek(cursor).kind === 'word' || at(cursor, ',')) advance(cursor);
}
