// What a column makes of a value given to it: conversion, range and length, in MySQL's strict mode, where a value that
// does not fit is an error and never a warning.

import { toInteger } from '../sql/arithmetic.ts';
import type { ColumnDefinition, DataType } from '../sql/column-type.ts';
import { SqlError } from '../sql/errors.ts';
import { unreachable } from '../sql/unreachable.ts';
import {
  bytesOfText,
  canonicalInteger,
  compareNonNull,
  hexadecimalOf,
  textOfBytes,
  toText,
} from '../sql/values.ts';
import type { ColumnType, SqlValue } from '../statement.ts';
import type { Comparator } from './table.ts';

const wholeNumber = /^\s*[+-]?\d+\s*$/;
const anyNumber = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const longestExcerptCharacters = 40;

/** Where a value came from, for error messages. */
interface Target {
  readonly column: ColumnDefinition;
  /** From 1, within the statement. */
  readonly row: number;
}

function outOfRange({ column, row }: Target): SqlError {
  return new SqlError(1264, '22003', `Out of range value for column '${column.name}' at row ${row}`);
}

function incorrect(type: string, value: SqlValue, { column, row }: Target): SqlError {
  const shown = value instanceof Uint8Array ? `0x${hexadecimalOf(value.subarray(0, 20))}` : String(value);
  const excerpt = shown.slice(0, longestExcerptCharacters);
  return new SqlError(
    1366,
    'HY000',
    `Incorrect ${type} value: '${excerpt}' for column '${column.name}' at row ${row}`,
  );
}

function tooLong({ column, row }: Target): SqlError {
  return new SqlError(1406, '22001', `Data too long for column '${column.name}' at row ${row}`);
}

/** Number in a value; whole numbers exact. */
function numericValue(type: string, value: SqlValue, target: Target): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  const text = value instanceof Uint8Array ? textOfBytes(value) : value;
  if (text === null || !anyNumber.test(text)) throw incorrect(type, value, target);
  const number = Number(text);
  if (Number.isSafeInteger(number) || !wholeNumber.test(text)) return number;
  return BigInt(text.trim().replace('+', ''));
}

function integerValue(type: DataType & { kind: 'integer' }, value: SqlValue, target: Target): SqlValue {
  let number = numericValue('integer', value, target);
  if (typeof number === 'number' && !Number.isSafeInteger(number)) {
    if (Math.abs(number) > 2 ** 65) throw outOfRange(target);
    number = toInteger(number);
  }
  if (number < type.minimum || number > type.maximum) throw outOfRange(target);
  if (typeof number === 'bigint') return canonicalInteger(number);
  return number === 0 ? 0 : number;
}

function doubleValue(type: DataType & { kind: 'double' }, value: SqlValue, target: Target): SqlValue {
  let number = Number(numericValue('double', value, target));
  if (!Number.isFinite(number)) throw outOfRange(target);
  if (type.digits !== null && type.scale !== null) {
    if (Math.abs(number) >= 10 ** (type.digits - type.scale)) throw outOfRange(target);
    number = Number(number.toFixed(type.scale));
  }
  return number === 0 ? 0 : number;
}

function textValue(maximumCharacters: number, value: SqlValue, target: Target): SqlValue {
  const text = value instanceof Uint8Array ? textOfBytes(value) : toText(value);
  if (text === null) throw incorrect('string', value, target);
  // Counting characters outside the basic plane takes a pass, needed only where the cheap count is too high.
  if (text.length > maximumCharacters && Array.from(text).length > maximumCharacters) throw tooLong(target);
  return text;
}

function blobValue(maximumBytes: number, value: SqlValue, target: Target): SqlValue {
  // A copy: the value may be a view into a whole command, which would stay in memory as long as the row.
  const bytes = value instanceof Uint8Array ? value.slice() : bytesOfText(toText(value) ?? '');
  if (bytes.length > maximumBytes) throw tooLong(target);
  return bytes;
}

/**
 * `value` as `column` stores it.
 *
 * @param row of the statement, from 1, for error messages.
 * @throws SqlError 1048 for NULL where forbidden, 1264 out of range, 1366 not a number, 1406 too long.
 */
export function storedValue(column: ColumnDefinition, value: SqlValue, row: number): SqlValue {
  if (value === null) {
    if (column.notNull) throw new SqlError(1048, '23000', `Column '${column.name}' cannot be null`);
    return null;
  }
  const { type } = column;
  const target = { column, row };
  switch (type.kind) {
    case 'integer':
      return integerValue(type, value, target);
    case 'double':
      return doubleValue(type, value, target);
    case 'text':
      return textValue(type.maximumCharacters, value, target);
    case 'blob':
      return blobValue(type.maximumBytes, value, target);
  }
  return unreachable(type);
}

/** The column type that clients are told. */
export function columnTypeOf(type: DataType): ColumnType {
  return type.kind;
}

/** The order of stored values of one key column. */
export function comparatorOf(type: DataType): Comparator {
  if (type.kind !== 'integer' && type.kind !== 'double') return compareNonNull;
  return (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    return compareNonNull(left, right);
  };
}
