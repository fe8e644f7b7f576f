// SQL text -> tokens, in one pass over character codes. Follows MySQL 8.0's lexical rules ("Language Structure" in its
// manual): three comment forms, /*! ... */ executed, backslash escapes, adjacent strings not joined.

import { syntaxError } from './errors.ts';
import { readNumber, readQuoted, readVariable } from './lexer-literals.ts';
import { noLimits, tooManyTokens } from './statement-limits.ts';
import type { Token, TokenKind } from './token.ts';

const operatorPairs = new Set(['<=', '>=', '<>', '!=', '||', '&&', '<<', '>>', ':=']);
const operatorCharacters = new Set('()+-*/%,.;=<>!&|^~:');

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letters, digits, `_`, `$` and everything outside ASCII. */
function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    isDigit(code) ||
    code === 95 ||
    code === 36 ||
    code >= 128
  );
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Position after the comment that starts at `position`, or `position` itself where none starts. */
function skipPlainComment(sql: string, position: number): number {
  const first = sql.charCodeAt(position);
  const dashes = first === 45 && sql.charCodeAt(position + 1) === 45;
  const afterDashes = sql.charCodeAt(position + 2);
  if (first === 35 || (dashes && (Number.isNaN(afterDashes) || isSpace(afterDashes)))) {
    const newline = sql.indexOf('\n', position);
    return newline < 0 ? sql.length : newline + 1;
  }
  if (first !== 47 || sql.charCodeAt(position + 1) !== 42) return position;
  const end = sql.indexOf('*/', position + 2);
  if (end < 0) throw syntaxError(sql, position);
  return end + 2;
}

/** Position after `/*!` and its version digits. */
function skipExecutedCommentOpening(sql: string, position: number): number {
  let after = position + 3;
  if (sql.charCodeAt(after) === 77) after += 1;
  while (isDigit(sql.charCodeAt(after))) after += 1;
  return after;
}

function plainToken(kind: TokenKind, text: string, upper: string, start: number): Token {
  return { kind, text, upper, value: null, start, end: start + text.length };
}

function readWord(sql: string, start: number): Token {
  let end = start + 1;
  while (end < sql.length && isWordCode(sql.charCodeAt(end))) end += 1;
  const text = sql.slice(start, end);
  return plainToken('word', text, text.toUpperCase(), start);
}

function readOperator(sql: string, start: number): Token {
  if (sql.startsWith('<=>', start)) return plainToken('operator', '<=>', '<=>', start);
  const pair = sql.slice(start, start + 2);
  if (operatorPairs.has(pair)) return plainToken('operator', pair, pair, start);
  const single = sql.charAt(start);
  if (!operatorCharacters.has(single)) throw syntaxError(sql, start);
  return plainToken('operator', single, single, start);
}

function readToken(sql: string, position: number): Token {
  const code = sql.charCodeAt(position);
  const next = sql.charCodeAt(position + 1);
  if (isDigit(code) || (code === 46 && isDigit(next))) return readNumber(sql, position);
  if (code === 39 || code === 34 || code === 96) return readQuoted(sql, position);
  if (next === 39 && (code === 120 || code === 88)) return readQuoted(sql, position);
  if (isWordCode(code)) return readWord(sql, position);
  if (code === 63) return plainToken('parameter', '?', '', position);
  if (code === 64) return readVariable(sql, position);
  return readOperator(sql, position);
}

/**
 * The tokens of `sql`, ending with one of kind `end`.
 *
 * @throws SqlError 1064 at the first character that starts no token, for open strings and comments, and for more than
 * `tokensMax`.
 */
export function tokenize(sql: string, tokensMax = noLimits.tokensMax): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let openExecutedComments = 0;
  let inHint = false;
  while (position < sql.length) {
    if (tokens.length > tokensMax) throw tooManyTokens(tokensMax);
    const code = sql.charCodeAt(position);
    if (isSpace(code)) {
      position += 1;
    } else if (code === 42 && (inHint || openExecutedComments > 0) && sql.charCodeAt(position + 1) === 47) {
      if (inHint) tokens.push(plainToken('hintEnd', '*/', '', position));
      else openExecutedComments -= 1;
      inHint = false;
      position += 2;
    } else if (code === 47 && sql.startsWith('/*!', position)) {
      openExecutedComments += 1;
      position = skipExecutedCommentOpening(sql, position);
    } else if (code === 47 && tokens.length === 1 && sql.startsWith('/*+', position)) {
      tokens.push(plainToken('hintStart', '/*+', '', position));
      inHint = true;
      position += 3;
    } else {
      const afterComment =
        code === 47 || code === 45 || code === 35 ? skipPlainComment(sql, position) : position;
      if (afterComment === position) {
        const token = readToken(sql, position);
        tokens.push(token);
        position = token.end;
      } else {
        position = afterComment;
      }
    }
  }
  if (inHint || openExecutedComments > 0) throw syntaxError(sql, sql.length);
  tokens.push(plainToken('end', '', '', sql.length));
  return tokens;
}
