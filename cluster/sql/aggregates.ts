// COUNT, SUM, MIN, MAX, AVG and GROUP_CONCAT: one accumulator for each group of rows.

import type { SqlValue } from '../statement.ts';
import { calculate } from './arithmetic.ts';
import type { Call } from './ast-expression.ts';
import { notSupported, SqlError } from './errors.ts';
import { compile, type Evaluator } from './evaluate.ts';
import { typeOf } from './expression-type.ts';
import type { Row, Scope } from './scope.ts';
import { compareNonNull, literalOf, toText } from './values.ts';

export interface Accumulator {
  add(row: Row): void;
  result(): SqlValue;
}

/** A key that is equal for equal lists of values. */
export function valuesKey(values: readonly SqlValue[]): string {
  return values.map(literalOf).join(',');
}

/** Makes accumulators for `call`, one for each group. `scope` is that of single rows. */
export function prepareAggregate(call: Call, scope: Scope): () => Accumulator {
  const [argument, ...more] = call.arguments;
  if (more.length > 0) throw notSupported(`${call.name} of several values`);
  if (argument === undefined) {
    if (call.name !== 'COUNT' || !call.star)
      throw new SqlError(1064, '42000', `${call.name} needs an argument`);
    return countRows;
  }
  const evaluate = compile(argument, scope);
  const asDouble = typeOf(argument, scope) === 'double';
  return () => {
    const accumulator = createAccumulator(call.name, asDouble);
    return call.distinct ? distinctOnly(accumulator, evaluate) : overRows(accumulator, evaluate);
  };
}

/** Takes values that are not NULL. */
interface ValueAccumulator {
  add(value: SqlValue): void;
  result(): SqlValue;
}

function countRows(): { add(): void; result(): SqlValue } {
  let count = 0;
  return {
    add: () => {
      count += 1;
    },
    result: () => count,
  };
}

function overRows(accumulator: ValueAccumulator, evaluate: Evaluator): Accumulator {
  return {
    add: (row) => {
      const value = evaluate(row);
      if (value !== null) accumulator.add(value);
    },
    result: () => accumulator.result(),
  };
}

function distinctOnly(accumulator: ValueAccumulator, evaluate: Evaluator): Accumulator {
  const seen = new Set<string>();
  return overRows(accumulator, (row) => {
    const value = evaluate(row);
    const key = literalOf(value);
    if (seen.has(key)) return null;
    seen.add(key);
    return value;
  });
}

function createAccumulator(name: string, asDouble: boolean): ValueAccumulator {
  switch (name) {
    case 'COUNT':
      return countRows();
    case 'MIN':
      return createExtreme(-1);
    case 'MAX':
      return createExtreme(1);
    case 'GROUP_CONCAT':
      return createConcatenation();
    default:
      return createSum(name === 'AVG', asDouble);
  }
}

function createExtreme(sign: number): ValueAccumulator {
  let best: SqlValue = null;
  return {
    add: (value) => {
      if (best === null || compareNonNull(value, best) * sign > 0) best = value;
    },
    result: () => best,
  };
}

function createSum(average: boolean, asDouble: boolean): ValueAccumulator {
  let sum: SqlValue = null;
  let count = 0;
  return {
    add: (value) => {
      sum = calculate('+', sum ?? 0, value, asDouble);
      count += 1;
    },
    result: () => (average ? calculate('/', sum, count, true) : sum),
  };
}

function createConcatenation(): ValueAccumulator {
  const parts: string[] = [];
  return {
    add: (value) => {
      parts.push(toText(value) ?? '');
    },
    result: () => (parts.length === 0 ? null : parts.join(',')),
  };
}
