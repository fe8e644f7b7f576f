// A reading position in the tokens of one statement, and the small steps all parser files are made of.

import type { SessionValue } from './ast-expression.ts';
import { notSupported, syntaxError } from './errors.ts';
import { type StatementLimits, tooManyColumns } from './statement-limits.ts';
import type { Token } from './token.ts';

/** Mutable parsing state of one statement. */
export interface Cursor {
  readonly sql: string;
  readonly tokens: readonly Token[];
  readonly limits: StatementLimits;
  position: number;
  /** `?` met so far. */
  parameters: number;
  /** Session values and unqualified table names met so far. */
  readonly sessionValues: SessionValue[];
  readonly unqualifiedTables: number[];
  /** Nesting of expressions and operators of the current one, both bounded: deep trees would overflow the stack. */
  expressionDepth: number;
  expressionOperators: number;
}

export function peek(cursor: Cursor, ahead = 0): Token {
  const token = cursor.tokens[cursor.position + ahead] ?? cursor.tokens.at(-1);
  if (token === undefined) throw new Error('a token list always ends with an end token');
  return token;
}

export function advance(cursor: Cursor): Token {
  const token = peek(cursor);
  if (token.kind !== 'end') cursor.position += 1;
  return token;
}

/** The error for the token at hand: nothing the grammar allows here. */
export function unexpected(cursor: Cursor): Error {
  return syntaxError(cursor.sql, peek(cursor).start);
}

/** Is the token at hand this keyword (upper case) or operator? */
export function at(cursor: Cursor, text: string): boolean {
  return peek(cursor).upper === text;
}

/** Steps over the keyword or operator if it is there. */
export function accept(cursor: Cursor, text: string): boolean {
  if (peek(cursor).upper !== text) return false;
  cursor.position += 1;
  return true;
}

/** Steps over all the words, in order, if the first is there. */
export function acceptWords(cursor: Cursor, first: string, ...rest: readonly string[]): boolean {
  if (!accept(cursor, first)) return false;
  for (const word of rest) expect(cursor, word);
  return true;
}

/** Steps over whichever of the keywords is there. */
export function acceptOneOf(cursor: Cursor, words: readonly string[]): string | null {
  const { upper } = peek(cursor);
  if (!words.includes(upper)) return null;
  cursor.position += 1;
  return upper;
}

export function expect(cursor: Cursor, text: string): void {
  if (!accept(cursor, text)) throw unexpected(cursor);
}

export function expectEnd(cursor: Cursor): void {
  accept(cursor, ';');
  if (peek(cursor).kind === 'end') return;
  if (cursor.tokens[cursor.position - 1]?.upper === ';')
    throw notSupported('several statements in one request');
  throw unexpected(cursor);
}

/** Words that cannot be names without backticks; the subset of MySQL's reserved words that this grammar needs. */
const reservedWords = new Set(
  `ADD ALL ALTER AND AS ASC BETWEEN BY CASE CHANGE CHECK COLUMN CONSTRAINT CREATE CROSS DEFAULT DELETE DESC DESCRIBE
   DISTINCT DIV DROP ELSE EXISTS EXPLAIN FALSE FOR FOREIGN FROM GRANT GROUP HAVING IGNORE IN INDEX INNER INSERT INTO
   IS JOIN KEY LEFT LIKE LIMIT LOCK MOD NATURAL NOT NULL ON OR ORDER OUTER PRIMARY REPLACE REVOKE RIGHT SELECT SET SHOW
   STRAIGHT_JOIN TABLE THEN TO TRUE UNION UNIQUE UPDATE USE USING VALUES WHEN WHERE WITH XOR`.split(/\s+/),
);

/** Can the token at hand be a name? */
export function atName(cursor: Cursor): boolean {
  const token = peek(cursor);
  return token.kind === 'quoted' || (token.kind === 'word' && !reservedWords.has(token.upper));
}

export function expectName(cursor: Cursor): string {
  if (!atName(cursor)) throw unexpected(cursor);
  return advance(cursor).text;
}

export function expectString(cursor: Cursor): string {
  const token = peek(cursor);
  if (token.kind !== 'string' || typeof token.value !== 'string') throw unexpected(cursor);
  cursor.position += 1;
  return token.value;
}

/** A whole number written in digits. */
export function expectWholeNumber(cursor: Cursor): number {
  const token = peek(cursor);
  if (token.kind !== 'literal' || !Number.isSafeInteger(token.value)) throw unexpected(cursor);
  cursor.position += 1;
  return Number(token.value);
}

/** `item, item, ...`, at least one. */
export function commaList<T>(cursor: Cursor, parseItem: (cursor: Cursor) => T): T[] {
  const items = [parseItem(cursor)];
  while (accept(cursor, ',')) items.push(parseItem(cursor));
  return items;
}

/** As `commaList`, of things of which a row has one each. */
export function columnList<T>(cursor: Cursor, parseItem: (cursor: Cursor) => T): T[] {
  const { columnsMax } = cursor.limits;
  let count = 0;
  return commaList(cursor, (inner) => {
    count += 1;
    if (count > columnsMax) throw tooManyColumns(columnsMax);
    return parseItem(inner);
  });
}

/** `(item, item, ...)`, at least one, of which a row has one each. */
export function parenthesizedList<T>(cursor: Cursor, parseItem: (cursor: Cursor) => T): T[] {
  expect(cursor, '(');
  const items = columnList(cursor, parseItem);
  expect(cursor, ')');
  return items;
}
