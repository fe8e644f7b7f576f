// CAST(value AS type).

import type { SqlValue } from '../statement.ts';
import { toInteger } from './arithmetic.ts';
import type { Cast } from './ast-expression.ts';
import { bytesOfText, canonicalInteger, toNumber, toText } from './values.ts';

/** Whole numbers wrap around at 64 bits, as in MySQL. */
export function castValue(value: SqlValue, to: Cast['to']): SqlValue {
  if (value === null) return null;
  if (to === 'char') return toText(value);
  if (to === 'binary') return value instanceof Uint8Array ? value : bytesOfText(toText(value) ?? '');
  const number = toNumber(value) ?? 0;
  if (to === 'double') return Number(number);
  const integer = BigInt(toInteger(number));
  return canonicalInteger(to === 'signed' ? BigInt.asIntN(64, integer) : BigInt.asUintN(64, integer));
}
