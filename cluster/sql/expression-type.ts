// The type of an expression as far as it can be told without a row: for column descriptions, and to know where
// arithmetic is that of doubles.

import type { ColumnType, SqlValue } from '../statement.ts';
import { aggregateNames } from './aggregate-names.ts';
import type { Call, Expression } from './ast-expression.ts';
import { findFunction } from './functions.ts';
import type { Scope } from './scope.ts';

/** The column type a single value would have. */
function typeOfValue(value: SqlValue): ColumnType {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (value instanceof Uint8Array) return 'blob';
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? 'integer' : 'double';
}

/** The type that holds values of both. */
function commonType(left: ColumnType, right: ColumnType): ColumnType {
  if (left === right || right === 'null') return left;
  if (left === 'null') return right;
  const numeric = (type: ColumnType): boolean => type === 'integer' || type === 'double';
  if (numeric(left) && numeric(right)) return 'double';
  return left === 'blob' || right === 'blob' ? 'blob' : 'text';
}

function typeOfAll(expressions: readonly Expression[], scope: Scope): ColumnType {
  let type: ColumnType = 'null';
  for (const expression of expressions) type = commonType(type, typeOf(expression, scope));
  return type;
}

function typeOfAggregate(call: Call, scope: Scope): ColumnType {
  const argument = call.arguments[0];
  if (call.name === 'COUNT') return 'integer';
  if (call.name === 'GROUP_CONCAT') return 'text';
  const type = argument === undefined ? 'integer' : typeOf(argument, scope);
  if (call.name === 'MIN' || call.name === 'MAX') return type;
  return call.name === 'SUM' && type === 'integer' ? 'integer' : 'double';
}

function typeOfCall(call: Call, scope: Scope): ColumnType {
  if (aggregateNames.has(call.name)) return typeOfAggregate(call, scope);
  const { returns } = findFunction(call.name, call.arguments.length);
  if (returns !== 'argument') return returns;
  const counted = call.name === 'IF' ? call.arguments.slice(1) : call.arguments;
  return typeOfAll(counted, scope);
}

function typeOfArithmetic(operator: string, left: Expression, right: Expression, scope: Scope): ColumnType {
  if (operator === '/') return 'double';
  const integers = (expression: Expression): boolean =>
    ['integer', 'null'].includes(typeOf(expression, scope));
  const whole = !['+', '-', '*', '%'].includes(operator) || (integers(left) && integers(right));
  return whole ? 'integer' : 'double';
}

const castTypes = {
  signed: 'integer',
  unsigned: 'integer',
  char: 'text',
  binary: 'blob',
  double: 'double',
} as const;

/** The static type of `expression`; a parameter has the type of its value. */
export function typeOf(expression: Expression, scope: Scope): ColumnType {
  switch (expression.kind) {
    case 'literal':
      return expression.double ? 'double' : typeOfValue(expression.value);
    case 'parameter':
      scope.onParameterType();
      return typeOfValue(scope.parameters[expression.index] ?? null);
    case 'sessionValue':
      return typeOfValue(scope.sessionValue(expression));
    case 'column': {
      const aliased = expression.table === null ? scope.alias(expression.name) : null;
      if (aliased !== null) return aliased.type();
      return scope.columns[scope.columnIndex(expression)]?.type ?? 'null';
    }
    case 'insertedValue':
      return scope.columns[scope.insertedIndex(expression.column) % scope.columns.length]?.type ?? 'null';
    case 'unary':
      return expression.operator === '-' && typeOf(expression.operand, scope) !== 'integer'
        ? 'double'
        : 'integer';
    case 'binary':
      return typeOfArithmetic(expression.operator, expression.left, expression.right, scope);
    case 'case': {
      const results = expression.branches.map(({ result }) => result);
      return typeOfAll(expression.otherwise === null ? results : [...results, expression.otherwise], scope);
    }
    case 'cast':
      return castTypes[expression.to];
    case 'call':
      return typeOfCall(expression, scope);
    default:
      return 'integer';
  }
}
