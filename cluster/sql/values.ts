// Comparison and conversion of values, after MySQL's rules ("Type Conversion in Expression Evaluation"). Text compares
// by UTF-16 code unit: case-sensitive, like a binary collation, the same on every replica whatever its locale.

import type { SqlValue } from '../statement.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function bytesOfText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** `null` when the bytes are not UTF-8. */
export function textOfBytes(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** A whole number in its one form: `number` where exact, `bigint` beyond. */
export function canonicalInteger(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareOrdered<T extends number | bigint | string>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Order of two values that are not NULL: numbers as numbers, text as text, blobs as bytes; a number beside text makes
 * both numbers, a blob beside text makes both bytes.
 */
export function compareNonNull(left: SqlValue, right: SqlValue): number {
  if (typeof left === 'string' && typeof right === 'string') return compareOrdered(left, right);
  const leftIsNumber = typeof left === 'number' || typeof left === 'bigint';
  const rightIsNumber = typeof right === 'number' || typeof right === 'bigint';
  if (leftIsNumber && rightIsNumber) return compareOrdered(left, right);
  if (leftIsNumber || rightIsNumber) return compareOrdered(toNumber(left) ?? 0, toNumber(right) ?? 0);
  return compareBytes(toBytes(left), toBytes(right));
}

/** Total order for sorting: NULL first. */
export function compareValues(left: SqlValue, right: SqlValue): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  return compareNonNull(left, right);
}

function toBytes(value: SqlValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return bytesOfText(toText(value) ?? '');
}

const numericPrefix = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;

/** The number at the start of a text, 0 without one, as MySQL converts in comparisons and arithmetic. */
function numberOfText(text: string): number | bigint {
  const prefix = numericPrefix.exec(text)?.[0];
  if (prefix === undefined) return 0;
  const value = Number(prefix);
  if (Number.isSafeInteger(value) || !/^\s*[+-]?\d+$/.test(prefix)) return value === 0 ? 0 : value;
  return prefix.trim().length > 20 ? value : canonicalInteger(BigInt(prefix.trim().replace('+', '')));
}

export function toNumber(value: SqlValue): number | bigint | null {
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return value;
  return numberOfText(typeof value === 'string' ? value : (textOfBytes(value) ?? ''));
}

/** As a client of the text protocol would read it; a blob's bytes as UTF-8, damaged parts replaced. */
export function toText(value: SqlValue): string | null {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return textOfBytes(value) ?? hexadecimalOf(value);
  return String(value);
}

/** Upper-case digits, two a byte. */
export function hexadecimalOf(bytes: Uint8Array): string {
  let digits = '';
  for (const byte of bytes) digits += byte.toString(16).padStart(2, '0');
  return digits.toUpperCase();
}

/** SQL truth: `null` is UNKNOWN. */
export function truthOf(value: SqlValue): boolean | null {
  if (value === null) return null;
  const number = toNumber(value);
  return number !== 0 && number !== 0n;
}

export function fromTruth(truth: boolean | null): SqlValue {
  return truth === null ? null : truth ? 1 : 0;
}

/** A value as an SQL literal that reads back as the same value. */
export function literalOf(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return `X'${hexadecimalOf(value)}'`;
  if (typeof value !== 'string') return String(value);
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
