// SET, and users: CREATE USER, ALTER USER, DROP USER.

import type { Credential, LocalStatement, SetAssignment, UserStatement } from './ast.ts';
import type { Expression } from './ast-expression.ts';
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
  expectString,
  peek,
  unexpected,
} from './cursor.ts';
import { notSupported, SqlError } from './errors.ts';
import { bytesOfHexadecimal } from './lexer-literals.ts';
import { parseExpression } from './parser-expression.ts';
import { acceptIfExists, acceptIfNotExists } from './parser-schema.ts';

/** The rest of SET. */
export function parseSet(cursor: Cursor): LocalStatement {
  if (acceptOneOf(cursor, ['NAMES', 'CHARSET']) !== null || acceptWords(cursor, 'CHARACTER', 'SET')) {
    advance(cursor);
    if (accept(cursor, 'COLLATE')) advance(cursor);
    return { kind: 'nothing' };
  }
  if (at(cursor, 'PASSWORD')) throw notSupported('SET PASSWORD; use ALTER USER ... IDENTIFIED BY');
  if (skipSetTransaction(cursor)) return { kind: 'nothing' };
  return { kind: 'set', assignments: commaList(cursor, parseSetAssignment) };
}

/** SET [SESSION] TRANSACTION ...: every statement is strictly serializable by itself, whatever is asked for. */
function skipSetTransaction(cursor: Cursor): boolean {
  const scoped = ['SESSION', 'GLOBAL'].includes(peek(cursor).upper) ? 1 : 0;
  if (peek(cursor, scoped).upper !== 'TRANSACTION') return false;
  while (peek(cursor).kind === 'word' || at(cursor, ',')) advance(cursor);
  return true;
}

function parseSetAssignment(cursor: Cursor): SetAssignment {
  const token = peek(cursor);
  if (token.kind === 'userVariable') {
    advance(cursor);
    if (!accept(cursor, ':=')) expect(cursor, '=');
    return { variable: 'user', name: token.text, value: parseExpression(cursor) };
  }
  acceptOneOf(cursor, ['SESSION', 'GLOBAL', 'LOCAL']);
  const name = token.kind === 'systemVariable' ? advance(cursor).text : expectName(cursor);
  if (!accept(cursor, ':=')) expect(cursor, '=');
  return { variable: 'system', name: plainVariableName(name), value: parseSetValue(cursor) };
}

/** `session.autocommit` -> `autocommit`. */
export function plainVariableName(name: string): string {
  return name.toLowerCase().replace(/^(?:session|global|local)\./, '');
}

/** Bare words (ON, utf8mb4, DEFAULT) are values too. */
function parseSetValue(cursor: Cursor): Expression {
  const token = peek(cursor);
  const bare =
    token.kind === 'word' &&
    peek(cursor, 1).upper !== '(' &&
    !['TRUE', 'FALSE', 'NULL'].includes(token.upper);
  if (!bare) return parseExpression(cursor);
  advance(cursor);
  return { kind: 'literal', value: token.text, double: false };
}

/** `'name'@'%'`. Users come from anywhere; a narrower host would promise a check that is not made, so it is refused. */
function parseUserName(cursor: Cursor): string {
  const name = parseNameOrString(cursor);
  if (!accept(cursor, '@')) {
    const token = peek(cursor);
    if (token.kind !== 'userVariable') return name;
    advance(cursor);
    return checkHost(name, token.text);
  }
  return checkHost(name, parseNameOrString(cursor));
}

function checkHost(name: string, host: string): string {
  if (host !== '%') throw notSupported(`users bound to a host ('${name}'@'${host}'); write '${name}'@'%'`);
  return name;
}

function parseNameOrString(cursor: Cursor): string {
  return peek(cursor).kind === 'string' ? expectString(cursor) : expectName(cursor);
}

function parseCredential(cursor: Cursor): Credential {
  if (!accept(cursor, 'IDENTIFIED')) return { kind: 'hash', hash: new Uint8Array() };
  if (accept(cursor, 'BY')) {
    if (accept(cursor, 'PASSWORD')) return { kind: 'hash', hash: passwordHashOf(expectString(cursor)) };
    return { kind: 'password', password: parseExpression(cursor) };
  }
  if (acceptOneOf(cursor, ['WITH', 'VIA']) === null) throw unexpected(cursor);
  const plugin = parseNameOrString(cursor);
  if (plugin !== 'mysql_native_password') throw notSupported(`the authentication plugin '${plugin}'`);
  if (accept(cursor, 'BY')) return { kind: 'password', password: parseExpression(cursor) };
  if (acceptOneOf(cursor, ['AS', 'USING']) === null) return { kind: 'hash', hash: new Uint8Array() };
  return { kind: 'hash', hash: passwordHashOf(expectString(cursor)) };
}

/** `*` and 40 hexadecimal digits, as MySQL stores `SHA1(SHA1(password))`; empty for no password. */
function passwordHashOf(text: string): Uint8Array {
  if (text === '') return new Uint8Array();
  const bytes = text.startsWith('*') && text.length === 41 ? bytesOfHexadecimal(text.slice(1)) : null;
  if (bytes === null) {
    throw new SqlError(1372, 'HY000', 'Password hash should be a * and 40 hexadecimal digits');
  }
  return bytes;
}

/** The rest of CREATE USER and ALTER USER. */
export function parseUser(cursor: Cursor, kind: 'createUser' | 'alterUser'): UserStatement {
  const conditional = kind === 'createUser' ? acceptIfNotExists(cursor) : acceptIfExists(cursor);
  const user = parseUserName(cursor);
  const credential = parseCredential(cursor);
  if (at(cursor, ',')) throw notSupported('several users in one statement');
  return { kind, user, conditional, credential };
}

/** The rest of DROP USER. */
export function parseDropUser(cursor: Cursor): UserStatement {
  const ifExists = acceptIfExists(cursor);
  return { kind: 'dropUser', users: commaList(cursor, parseUserName), ifExists };
}
