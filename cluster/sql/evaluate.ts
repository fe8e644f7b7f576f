// Expressions -> functions of a row. Names are resolved once, when the function is made, not once a row.

import type { SqlValue } from '../statement.ts';
import { aggregateNames } from './aggregate-names.ts';
import { calculate, negate } from './arithmetic.ts';
import type {
  Between,
  Binary,
  BinaryOperator,
  Case,
  Expression,
  In,
  Is,
  Like,
  Unary,
} from './ast-expression.ts';
import { castValue } from './cast.ts';
import { typeOf } from './expression-type.ts';
import { findFunction } from './functions.ts';
import { createLikeMatcher } from './like.ts';
import type { Row, Scope } from './scope.ts';
import { unreachable } from './unreachable.ts';
import { compareNonNull, fromTruth, toText, truthOf } from './values.ts';

/** Computes a value from a row. Throws an `SqlError` where the data does not allow it (overflow). */
export type Evaluator = (row: Row) => SqlValue;

/**
 * Prepares `expression` for rows of `scope`.
 *
 * @throws SqlError for unknown columns (1054) and functions (1305), and whatever the scope refuses.
 */
export function compile(expression: Expression, scope: Scope): Evaluator {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'parameter': {
      const { index } = expression;
      const { parameters } = scope;
      return () => parameters[index] ?? null;
    }
    case 'column':
      return compileColumn(expression, scope);
    case 'sessionValue': {
      const value = scope.sessionValue(expression);
      return () => value;
    }
    case 'insertedValue':
      return readAt(scope.insertedIndex(expression.column));
    case 'unary':
      return compileUnary(expression, scope);
    case 'binary':
      return compileBinary(expression, scope);
    case 'is':
      return compileIs(expression, scope);
    case 'in':
      return compileIn(expression, scope);
    case 'between':
      return compileBetween(expression, scope);
    case 'like':
      return compileLike(expression, scope);
    case 'case':
      return compileCase(expression, scope);
    case 'cast': {
      const operand = compile(expression.operand, scope);
      return (row) => castValue(operand(row), expression.to);
    }
    case 'call': {
      if (aggregateNames.has(expression.name)) return readAt(scope.aggregateIndex(expression));
      const { call } = findFunction(expression.name, expression.arguments.length);
      const list = expression.arguments.map((argument) => compile(argument, scope));
      return (row) => call(list.map((argument) => argument(row)));
    }
  }
  return unreachable(expression);
}

/**
 * The value of an expression that needs no row, which mostly is a parameter.
 *
 * @throws SqlError as `compile` and its evaluator do.
 */
export function evaluateConstant(expression: Expression, scope: Scope): SqlValue {
  if (expression.kind === 'parameter') return scope.parameters[expression.index] ?? null;
  return expression.kind === 'literal' ? expression.value : compile(expression, scope)([]);
}

function readAt(index: number): Evaluator {
  return (row) => row[index] ?? null;
}

function compileColumn(expression: Expression & { kind: 'column' }, scope: Scope): Evaluator {
  const aliased = expression.table === null ? scope.alias(expression.name) : null;
  return aliased === null ? readAt(scope.columnIndex(expression)) : aliased.evaluate();
}

function compileUnary({ operator, operand }: Unary, scope: Scope): Evaluator {
  const value = compile(operand, scope);
  if (operator === 'NOT') {
    return (row) => {
      const truth = truthOf(value(row));
      return truth === null ? null : fromTruth(!truth);
    };
  }
  if (operator === '~') return (row) => calculate('^', value(row), 18_446_744_073_709_551_615n, false);
  const asDouble = typeOf(operand, scope) === 'double';
  return (row) => negate(value(row), asDouble);
}

const comparisons: Readonly<Partial<Record<BinaryOperator, (order: number) => boolean>>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function compileBinary({ operator, left, right }: Binary, scope: Scope): Evaluator {
  const a = compile(left, scope);
  const b = compile(right, scope);
  const holds = comparisons[operator];
  if (holds !== undefined) {
    return (row) => {
      const x = a(row);
      const y = b(row);
      return x === null || y === null ? null : fromTruth(holds(compareNonNull(x, y)));
    };
  }
  switch (operator) {
    case 'AND':
      return (row) => {
        const x = truthOf(a(row));
        if (x === false) return 0;
        const y = truthOf(b(row));
        return y === false ? 0 : x === null || y === null ? null : 1;
      };
    case 'OR':
      return (row) => {
        const x = truthOf(a(row));
        if (x === true) return 1;
        const y = truthOf(b(row));
        return y === true ? 1 : x === null || y === null ? null : 0;
      };
    case 'XOR':
      return (row) => {
        const x = truthOf(a(row));
        const y = truthOf(b(row));
        return x === null || y === null ? null : fromTruth(x !== y);
      };
    case '<=>':
      return (row) => {
        const x = a(row);
        const y = b(row);
        return fromTruth(x === null || y === null ? x === y : compareNonNull(x, y) === 0);
      };
    default: {
      const asDouble = typeOf(left, scope) === 'double' || typeOf(right, scope) === 'double';
      return (row) => calculate(operator, a(row), b(row), asDouble);
    }
  }
}

function compileIs({ operand, test, negated }: Is, scope: Scope): Evaluator {
  const value = compile(operand, scope);
  if (test === 'null') return (row) => fromTruth((value(row) === null) !== negated);
  const wanted = test === 'true';
  return (row) => fromTruth((truthOf(value(row)) === wanted) !== negated);
}

function compileIn({ operand, items, negated }: In, scope: Scope): Evaluator {
  const value = compile(operand, scope);
  const candidates = items.map((item) => compile(item, scope));
  return (row) => {
    const wanted = value(row);
    if (wanted === null) return null;
    let sawNull = false;
    for (const candidate of candidates) {
      const other = candidate(row);
      if (other === null) sawNull = true;
      else if (compareNonNull(wanted, other) === 0) return fromTruth(!negated);
    }
    return sawNull ? null : fromTruth(negated);
  };
}

/** The operand is compiled and computed once: twice at each level would be without end in nested ones. */
function compileBetween({ operand, low, high, negated }: Between, scope: Scope): Evaluator {
  const value = compile(operand, scope);
  const least = compile(low, scope);
  const most = compile(high, scope);
  return (row) => {
    const wanted = value(row);
    const from = least(row);
    const above = wanted === null || from === null ? null : compareNonNull(wanted, from) >= 0;
    if (above === false) return fromTruth(negated);
    const to = most(row);
    const below = wanted === null || to === null ? null : compareNonNull(wanted, to) <= 0;
    if (below === false) return fromTruth(negated);
    return above === null || below === null ? null : fromTruth(!negated);
  };
}

function compileLike({ operand, pattern, escape, negated }: Like, scope: Scope): Evaluator {
  const value = compile(operand, scope);
  const patternValue = compile(pattern, scope);
  let knownPattern: string | null = null;
  let matches = createLikeMatcher('', escape);
  return (row) => {
    const text = toText(value(row));
    const wanted = toText(patternValue(row));
    if (text === null || wanted === null) return null;
    if (wanted !== knownPattern) {
      knownPattern = wanted;
      matches = createLikeMatcher(wanted, escape);
    }
    return fromTruth(matches(text) !== negated);
  };
}

function compileCase({ operand, branches, otherwise }: Case, scope: Scope): Evaluator {
  const value = operand === null ? null : compile(operand, scope);
  const tests = branches.map(({ when, result }) => ({
    when: compile(when, scope),
    result: compile(result, scope),
  }));
  const last = otherwise === null ? () => null : compile(otherwise, scope);
  return (row) => {
    // Once for all branches, as in `compileBetween`.
    const wanted = value === null ? null : value(row);
    const holds = (given: SqlValue): boolean =>
      value === null
        ? truthOf(given) === true
        : wanted !== null && given !== null && compareNonNull(wanted, given) === 0;
    const branch = tests.find(({ when }) => holds(when(row)));
    return branch === undefined ? last(row) : branch.result(row);
  };
}
