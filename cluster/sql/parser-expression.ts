// Expressions by precedence climbing (Pratt, "Top Down Operator Precedence", 1973), with MySQL's table of precedences.

import type { BinaryOperator, Expression } from './ast-expression.ts';
import {
  accept,
  advance,
  at,
  type Cursor,
  commaList,
  expect,
  expectString,
  peek,
  unexpected,
} from './cursor.ts';
import { notSupported } from './errors.ts';
import { ascend, descend } from './nesting.ts';
import { parsePrimary } from './parser-primary.ts';

const maximumOperators = 1000;

/** How tightly operators bind; a higher number binds tighter. */
const precedence = { not: 4, comparison: 5, negation: 13 } as const;

const binaryOperators: ReadonlyMap<string, { readonly binding: number; readonly operator: BinaryOperator }> =
  new Map(
    (
      [
        ['OR', 1, 'OR'],
        ['||', 1, 'OR'],
        ['XOR', 2, 'XOR'],
        ['AND', 3, 'AND'],
        ['&&', 3, 'AND'],
        ['=', 5, '='],
        ['<=>', 5, '<=>'],
        ['<>', 5, '<>'],
        ['!=', 5, '<>'],
        ['<', 5, '<'],
        ['<=', 5, '<='],
        ['>', 5, '>'],
        ['>=', 5, '>='],
        ['|', 7, '|'],
        ['&', 8, '&'],
        ['<<', 9, '<<'],
        ['>>', 9, '>>'],
        ['+', 10, '+'],
        ['-', 10, '-'],
        ['*', 11, '*'],
        ['/', 11, '/'],
        ['%', 11, '%'],
        ['MOD', 11, '%'],
        ['DIV', 11, 'DIV'],
        ['^', 12, '^'],
      ] as const
    ).map(([text, binding, operator]) => [text, { binding, operator }]),
  );

/** Parses an expression whose operators all bind tighter than `above`. */
export function parseExpression(cursor: Cursor, above = 0): Expression {
  if (cursor.expressionDepth === 0) cursor.expressionOperators = 0;
  descend(cursor);
  let left = parsePrefix(cursor);
  for (;;) {
    const next = parseInfix(cursor, left, above);
    if (next === null) break;
    left = next;
    countOperator(cursor);
  }
  ascend(cursor);
  return left;
}

function countOperator(cursor: Cursor): void {
  cursor.expressionOperators += 1;
  if (cursor.expressionOperators > maximumOperators) {
    throw notSupported(`more than ${maximumOperators} operators in one expression`);
  }
}

function parsePrefix(cursor: Cursor): Expression {
  if (accept(cursor, 'NOT')) {
    return { kind: 'unary', operator: 'NOT', operand: parseExpression(cursor, precedence.not - 1) };
  }
  if (accept(cursor, '!')) {
    return { kind: 'unary', operator: 'NOT', operand: parseExpression(cursor, precedence.negation) };
  }
  if (accept(cursor, '-')) return negate(parseExpression(cursor, precedence.negation));
  if (accept(cursor, '+')) return parseExpression(cursor, precedence.negation);
  if (accept(cursor, '~')) {
    return { kind: 'unary', operator: '~', operand: parseExpression(cursor, precedence.negation) };
  }
  return parsePrimary(cursor, parseExpression);
}

/** A minus sign before a number is part of the number, so that `-9223372036854775808` is in range. */
function negate(operand: Expression): Expression {
  if (operand.kind === 'literal' && typeof operand.value === 'number') {
    return { ...operand, value: operand.value === 0 ? 0 : -operand.value };
  }
  if (operand.kind === 'literal' && typeof operand.value === 'bigint')
    return { ...operand, value: -operand.value };
  return { kind: 'unary', operator: '-', operand };
}

/** The expression that `left` begins by the operator at hand, or `null` where none binds tighter than `above`. */
function parseInfix(cursor: Cursor, left: Expression, above: number): Expression | null {
  const token = peek(cursor);
  if (token.upper === '') return null;
  const binary = binaryOperators.get(token.upper);
  if (binary !== undefined) {
    if (binary.binding <= above) return null;
    cursor.position += 1;
    const right = parseExpression(cursor, binary.binding);
    return { kind: 'binary', operator: binary.operator, left, right };
  }
  return precedence.comparison > above ? parsePredicate(cursor, left) : null;
}

/** IS, IN, BETWEEN, LIKE and their negations. */
function parsePredicate(cursor: Cursor, operand: Expression): Expression | null {
  if (accept(cursor, 'IS')) return parseIs(cursor, operand);
  const start = cursor.position;
  const negated = accept(cursor, 'NOT');
  if (accept(cursor, 'IN')) {
    expect(cursor, '(');
    if (at(cursor, 'SELECT')) throw notSupported('subqueries');
    const items = commaList(cursor, (inner) => parseExpression(inner));
    expect(cursor, ')');
    return { kind: 'in', operand, items, negated };
  }
  if (accept(cursor, 'BETWEEN')) {
    const low = parseExpression(cursor, precedence.comparison);
    expect(cursor, 'AND');
    const high = parseExpression(cursor, precedence.comparison);
    return { kind: 'between', operand, low, high, negated };
  }
  if (accept(cursor, 'LIKE')) {
    const pattern = parseExpression(cursor, precedence.comparison);
    const escape = accept(cursor, 'ESCAPE') ? expectString(cursor) : '\\';
    return { kind: 'like', operand, pattern, escape, negated };
  }
  if (at(cursor, 'REGEXP') || at(cursor, 'RLIKE')) throw notSupported('REGEXP');
  cursor.position = start;
  return null;
}

function parseIs(cursor: Cursor, operand: Expression): Expression {
  const negated = accept(cursor, 'NOT');
  const word = advance(cursor).upper;
  if (word === 'NULL' || word === 'UNKNOWN') return { kind: 'is', operand, test: 'null', negated };
  if (word === 'TRUE') return { kind: 'is', operand, test: 'true', negated };
  if (word === 'FALSE') return { kind: 'is', operand, test: 'false', negated };
  cursor.position -= 1;
  throw unexpected(cursor);
}
