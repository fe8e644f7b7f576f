// Arithmetic of MySQL: whole numbers are exact to 64 bits and overflow is an error, anything with a double in it is a
// double, division by zero is NULL.

import type { SqlValue } from '../statement.ts';
import type { BinaryOperator } from './ast-expression.ts';
import { SqlError } from './errors.ts';
import { canonicalInteger, toNumber } from './values.ts';

const smallest = -9_223_372_036_854_775_808n;
const largest = 18_446_744_073_709_551_615n;

function outOfRange(type: string): SqlError {
  return new SqlError(1690, '22003', `${type} value is out of range`);
}

function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

function checkedDouble(value: number): number {
  if (!Number.isFinite(value)) throw outOfRange('DOUBLE');
  return value === 0 ? 0 : value;
}

function checkedInteger(value: bigint): number | bigint {
  if (value < smallest || value > largest) throw outOfRange('BIGINT');
  return canonicalInteger(value);
}

function wholeResult(operator: BinaryOperator, left: bigint, right: bigint): SqlValue {
  switch (operator) {
    case '+':
      return checkedInteger(left + right);
    case '-':
      return checkedInteger(left - right);
    case '*':
      return checkedInteger(left * right);
    case '%':
      return right === 0n ? null : checkedInteger(left % right);
    case 'DIV':
      return right === 0n ? null : checkedInteger(left / right);
    default:
      return bitResult(operator, BigInt.asUintN(64, left), BigInt.asUintN(64, right));
  }
}

function bitResult(operator: BinaryOperator, left: bigint, right: bigint): SqlValue {
  switch (operator) {
    case '&':
      return canonicalInteger(left & right);
    case '|':
      return canonicalInteger(left | right);
    case '^':
      return canonicalInteger(left ^ right);
    case '<<':
      return right > 63n ? 0 : canonicalInteger(BigInt.asUintN(64, left << right));
    case '>>':
      return right > 63n ? 0 : canonicalInteger(left >> right);
    default:
      throw new Error(`${operator} is no arithmetic operator`);
  }
}

function doubleResult(operator: BinaryOperator, left: number, right: number): SqlValue {
  switch (operator) {
    case '+':
      return checkedDouble(left + right);
    case '-':
      return checkedDouble(left - right);
    case '*':
      return checkedDouble(left * right);
    case '/':
      return right === 0 ? null : checkedDouble(left / right);
    case '%':
      return right === 0 ? null : checkedDouble(left % right);
    case 'DIV':
      return right === 0 ? null : toInteger(Math.trunc(checkedDouble(left / right)));
    default:
      return wholeResult(operator, BigInt(toInteger(left)), BigInt(toInteger(right)));
  }
}

/** Nearest whole number, halves away from zero. */
export function toInteger(value: number | bigint): number | bigint {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return value;
  const rounded = Math.sign(value) * Math.round(Math.abs(value));
  return checkedInteger(BigInt(rounded));
}

/**
 * `left operator right`; NULL where either is.
 *
 * @param asDouble an operand is of type double, even if its value happens to be whole.
 * @throws SqlError 1690 when the result fits neither 64 bits nor a double.
 */
export function calculate(
  operator: BinaryOperator,
  left: SqlValue,
  right: SqlValue,
  asDouble: boolean,
): SqlValue {
  const a = toNumber(left);
  const b = toNumber(right);
  if (a === null || b === null) return null;
  if (asDouble || operator === '/' || !isWhole(a) || !isWhole(b))
    return doubleResult(operator, Number(a), Number(b));
  if (typeof a === 'number' && typeof b === 'number' && (operator === '+' || operator === '-')) {
    const result = operator === '+' ? a + b : a - b;
    if (Number.isSafeInteger(result)) return result;
  }
  return wholeResult(operator, BigInt(a), BigInt(b));
}

/** `-value` */
export function negate(value: SqlValue, asDouble: boolean): SqlValue {
  return calculate('-', 0, value, asDouble);
}
