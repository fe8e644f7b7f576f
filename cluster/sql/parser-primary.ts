// The leaves of expressions: literals, parameters, columns, calls, CASE, CAST, and the values only a session knows.

import type { Call, Case, Cast, Expression, SessionValue } from './ast-expression.ts';
import {
  accept,
  acceptOneOf,
  advance,
  at,
  atName,
  type Cursor,
  commaList,
  expect,
  expectName,
  expectWholeNumber,
  peek,
  unexpected,
} from './cursor.ts';
import { notSupported } from './errors.ts';
import { ascend, descend } from './nesting.ts';
import { bareSessionFunctions, sessionFunctions, timeFunctions } from './session-functions.ts';
import type { Token } from './token.ts';

type ParseExpression = (cursor: Cursor) => Expression;

/** Reserved words that are function names when a parenthesis follows. */
const reservedFunctions = new Set([
  'IF',
  'LEFT',
  'RIGHT',
  'REPLACE',
  'MOD',
  'INSERT',
  'SCHEMA',
  'DATABASE',
  'TRUNCATE',
]);

export function parsePrimary(cursor: Cursor, parseExpression: ParseExpression): Expression {
  const token = peek(cursor);
  if (token.kind === 'parameter') {
    cursor.position += 1;
    cursor.parameters += 1;
    return { kind: 'parameter', index: cursor.parameters - 1 };
  }
  if (token.kind === 'literal' || token.kind === 'string') {
    cursor.position += 1;
    const double = typeof token.value === 'number' && !/^\d+$/.test(token.text);
    return { kind: 'literal', value: token.value, double };
  }
  if (token.kind === 'systemVariable' || token.kind === 'userVariable') {
    cursor.position += 1;
    return sessionValue(cursor, token.kind, token.text, token, token.end);
  }
  if (accept(cursor, '(')) return parseParenthesized(cursor, parseExpression);
  if (token.kind === 'word') return parseWord(cursor, token, parseExpression);
  if (token.kind === 'quoted') return parseColumn(cursor);
  throw unexpected(cursor);
}

function sessionValue(
  cursor: Cursor,
  source: SessionValue['source'],
  name: string,
  first: Token,
  end: number,
): SessionValue {
  const value = { kind: 'sessionValue', source, name: name.toLowerCase(), start: first.start, end } as const;
  cursor.sessionValues.push(value);
  return value;
}

function parseParenthesized(cursor: Cursor, parseExpression: ParseExpression): Expression {
  if (at(cursor, 'SELECT')) throw notSupported('subqueries');
  const inner = parseExpression(cursor);
  if (at(cursor, ',')) throw notSupported('row values such as (a, b) = (1, 2)');
  expect(cursor, ')');
  return inner;
}

function parseWord(cursor: Cursor, token: Token, parseExpression: ParseExpression): Expression {
  const word = token.upper;
  if (word === 'NULL') return constant(cursor, null);
  if (word === 'TRUE') return constant(cursor, 1);
  if (word === 'FALSE') return constant(cursor, 0);
  if (word === 'CASE') return parseCase(cursor, parseExpression);
  if (word === 'EXISTS') throw notSupported('subqueries');
  const called = peek(cursor, 1).upper === '(';
  if (called && (atName(cursor) || reservedFunctions.has(word) || word === 'VALUES')) {
    return parseCall(cursor, token, parseExpression);
  }
  if (bareSessionFunctions.has(word)) {
    cursor.position += 1;
    return sessionValue(cursor, 'function', word, token, token.end);
  }
  if (word === 'BINARY' && peek(cursor, 1).upper !== '.') {
    cursor.position += 1;
    descend(cursor);
    const operand = parsePrimary(cursor, parseExpression);
    ascend(cursor);
    return { kind: 'cast', operand, to: 'binary' };
  }
  // DATE '2024-01-01' and the like: dates are text here.
  if ((word === 'DATE' || word === 'TIMESTAMP' || word === 'TIME') && peek(cursor, 1).kind === 'string') {
    cursor.position += 1;
  } else if (word.startsWith('_') && peek(cursor, 1).kind === 'string') {
    cursor.position += 1;
  } else {
    return parseColumn(cursor);
  }
  return { kind: 'literal', value: advance(cursor).value, double: false };
}

function constant(cursor: Cursor, value: null | number): Expression {
  cursor.position += 1;
  return { kind: 'literal', value, double: false };
}

/** `column`, `table.column` or `database.table.column`. */
function parseColumn(cursor: Cursor): Expression {
  const first = expectName(cursor);
  if (!accept(cursor, '.')) return { kind: 'column', table: null, name: first };
  const second = advanceName(cursor);
  if (!accept(cursor, '.')) return { kind: 'column', table: first, name: second };
  return { kind: 'column', table: second, name: advanceName(cursor) };
}

/** After a point any word is a name. */
function advanceName(cursor: Cursor): string {
  const token = advance(cursor);
  if (token.kind !== 'word' && token.kind !== 'quoted') throw unexpected(cursor);
  return token.text;
}

function parseCall(cursor: Cursor, token: Token, parseExpression: ParseExpression): Expression {
  const name = token.upper;
  cursor.position += 2;
  if (name === 'VALUES') {
    const column = expectName(cursor);
    expect(cursor, ')');
    return { kind: 'insertedValue', column };
  }
  if (name === 'CAST' || name === 'CONVERT') return parseCast(cursor, name, parseExpression);
  const star = accept(cursor, '*');
  const distinct = !star && accept(cursor, 'DISTINCT');
  const list = star || at(cursor, ')') ? [] : commaList(cursor, parseExpression);
  const end = peek(cursor).end;
  expect(cursor, ')');
  if (!sessionFunctions.has(name)) {
    return { kind: 'call', name, arguments: list, distinct, star } satisfies Call;
  }
  // A number of fractional digits, as in NOW(3), is the only argument understood.
  const digitsOnly = list.every(({ kind }) => kind === 'literal') && timeFunctions.has(name);
  if (list.length > 0 && !digitsOnly) throw notSupported(`${name} with arguments`);
  return sessionValue(cursor, 'function', name, token, end);
}

const castTypes: Readonly<Record<string, Cast['to']>> = {
  SIGNED: 'signed',
  UNSIGNED: 'unsigned',
  CHAR: 'char',
  BINARY: 'binary',
  DOUBLE: 'double',
  FLOAT: 'double',
  DECIMAL: 'double',
  REAL: 'double',
};

function parseCast(cursor: Cursor, name: string, parseExpression: ParseExpression): Expression {
  const operand = parseExpression(cursor);
  if (name === 'CONVERT' && accept(cursor, 'USING')) {
    expectName(cursor);
    expect(cursor, ')');
    return { kind: 'cast', operand, to: 'char' };
  }
  expect(cursor, name === 'CAST' ? 'AS' : ',');
  const to = castTypes[peek(cursor).upper];
  if (to === undefined) throw unexpected(cursor);
  advance(cursor);
  acceptOneOf(cursor, ['INTEGER', 'INT']);
  if (accept(cursor, '(')) {
    commaList(cursor, expectWholeNumber);
    expect(cursor, ')');
  }
  expect(cursor, ')');
  return { kind: 'cast', operand, to };
}

function parseCase(cursor: Cursor, parseExpression: ParseExpression): Case {
  cursor.position += 1;
  const operand = at(cursor, 'WHEN') ? null : parseExpression(cursor);
  const branches: Case['branches'][number][] = [];
  while (accept(cursor, 'WHEN')) {
    const when = parseExpression(cursor);
    expect(cursor, 'THEN');
    branches.push({ when, result: parseExpression(cursor) });
  }
  if (branches.length === 0) throw unexpected(cursor);
  const otherwise = accept(cursor, 'ELSE') ? parseExpression(cursor) : null;
  expect(cursor, 'END');
  return { kind: 'case', operand, branches, otherwise };
}
