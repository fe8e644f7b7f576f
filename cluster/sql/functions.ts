// Functions of one row. All deterministic: what depends on the moment or the session is not here.

import type { SqlValue } from '../statement.ts';
import { calculate, toInteger } from './arithmetic.ts';
import { SqlError } from './errors.ts';
import { bytesOfHexadecimal } from './lexer-literals.ts';
import { bytesOfText, compareNonNull, hexadecimalOf, toNumber, toText, truthOf } from './values.ts';

type ScalarFunction = (values: readonly SqlValue[]) => SqlValue;

interface FunctionDefinition {
  readonly minimum: number;
  readonly maximum: number;
  readonly returns: 'integer' | 'double' | 'text' | 'blob' | 'argument';
  readonly call: ScalarFunction;
}

const longestTextCharacters = 16_777_216;

/** NULL when any argument is NULL, else `call`. */
function strict(call: ScalarFunction): ScalarFunction {
  return (values) => (values.includes(null) ? null : call(values));
}

function text(value: SqlValue | undefined): string {
  return toText(value ?? null) ?? '';
}

function whole(value: SqlValue | undefined): number {
  return Number(toInteger(toNumber(value ?? null) ?? 0));
}

function double(value: SqlValue | undefined): number {
  return Number(toNumber(value ?? null) ?? 0);
}

function wholeIfSafe(value: number): SqlValue {
  return value === 0 ? 0 : value;
}

function define(
  minimum: number,
  maximum: number,
  returns: FunctionDefinition['returns'],
  call: ScalarFunction,
): FunctionDefinition {
  return { minimum, maximum, returns, call };
}

function concatenate(parts: readonly string[], separator: string): string {
  const joined = parts.join(separator);
  if (joined.length > longestTextCharacters) {
    throw new SqlError(
      1301,
      'HY000',
      `Result of concat() was larger than ${longestTextCharacters} characters`,
    );
  }
  return joined;
}

function substring(values: readonly SqlValue[]): SqlValue {
  const characters = Array.from(text(values[0]));
  const position = whole(values[1]);
  const start = position > 0 ? position - 1 : characters.length + position;
  if (position === 0 || start < 0) return '';
  const count = values.length > 2 ? Math.max(0, whole(values[2])) : characters.length;
  return characters.slice(start, start + count).join('');
}

function extreme(values: readonly SqlValue[], sign: number): SqlValue {
  let best = values[0] ?? null;
  for (const value of values) if (compareNonNull(value, best) * sign > 0) best = value;
  return best;
}

function round(values: readonly SqlValue[]): SqlValue {
  const value = toNumber(values[0] ?? null) ?? 0;
  const digits = Math.max(-15, Math.min(15, whole(values[1] ?? 0)));
  if (typeof value === 'bigint' || (Number.isInteger(value) && digits >= 0)) return value;
  const scale = 10 ** digits;
  return wholeIfSafe((Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale);
}

function hexadecimal(value: SqlValue | undefined): SqlValue {
  if (typeof value === 'number' || typeof value === 'bigint')
    return BigInt(toInteger(value)).toString(16).toUpperCase();
  return hexadecimalOf(value instanceof Uint8Array ? value : bytesOfText(text(value)));
}

function byteLength(value: SqlValue | undefined): number {
  return value instanceof Uint8Array ? value.length : bytesOfText(text(value)).length;
}

/** Position of `part` in `inside` from 1 on, 0 where absent. */
function locate(part: SqlValue | undefined, inside: SqlValue | undefined): number {
  return text(inside).indexOf(text(part)) + 1;
}

const characterLength = define(
  1,
  1,
  'integer',
  strict(([a]) => Array.from(text(a)).length),
);
const lower = define(
  1,
  1,
  'text',
  strict(([a]) => text(a).toLowerCase()),
);
const upper = define(
  1,
  1,
  'text',
  strict(([a]) => text(a).toUpperCase()),
);
const substringFunction = define(2, 3, 'text', strict(substring));
const ceiling = define(
  1,
  1,
  'integer',
  strict(([a]) => wholeIfSafe(Math.ceil(double(a)))),
);

const functions: ReadonlyMap<string, FunctionDefinition> = new Map(
  Object.entries({
    ABS: define(
      1,
      1,
      'argument',
      strict(([a]) => (double(a) < 0 ? calculate('-', 0, a ?? null, false) : toNumber(a ?? null))),
    ),
    SIGN: define(
      1,
      1,
      'integer',
      strict(([a]) => wholeIfSafe(Math.sign(double(a)))),
    ),
    FLOOR: define(
      1,
      1,
      'integer',
      strict(([a]) => wholeIfSafe(Math.floor(double(a)))),
    ),
    CEIL: ceiling,
    CEILING: ceiling,
    ROUND: define(1, 2, 'argument', strict(round)),
    MOD: define(2, 2, 'argument', ([a = null, b = null]) => calculate('%', a, b, false)),
    GREATEST: define(
      2,
      100,
      'argument',
      strict((values) => extreme(values, 1)),
    ),
    LEAST: define(
      2,
      100,
      'argument',
      strict((values) => extreme(values, -1)),
    ),
    IF: define(3, 3, 'argument', ([test = null, a = null, b = null]) => (truthOf(test) === true ? a : b)),
    IFNULL: define(2, 2, 'argument', ([a = null, b = null]) => a ?? b),
    NULLIF: define(2, 2, 'argument', ([a = null, b = null]) =>
      a !== null && b !== null && compareNonNull(a, b) === 0 ? null : a,
    ),
    COALESCE: define(1, 100, 'argument', (values) => values.find((value) => value !== null) ?? null),
    ISNULL: define(1, 1, 'integer', ([a]) => (a === null ? 1 : 0)),
    CONCAT: define(
      1,
      1000,
      'text',
      strict((values) => concatenate(values.map(text), '')),
    ),
    CONCAT_WS: define(2, 1000, 'text', ([separator = null, ...rest]) =>
      separator === null
        ? null
        : concatenate(rest.filter((value) => value !== null).map(text), text(separator)),
    ),
    LENGTH: define(
      1,
      1,
      'integer',
      strict(([a]) => byteLength(a)),
    ),
    OCTET_LENGTH: define(
      1,
      1,
      'integer',
      strict(([a]) => byteLength(a)),
    ),
    CHAR_LENGTH: characterLength,
    CHARACTER_LENGTH: characterLength,
    LOWER: lower,
    LCASE: lower,
    UPPER: upper,
    UCASE: upper,
    SUBSTRING: substringFunction,
    SUBSTR: substringFunction,
    MID: substringFunction,
    LEFT: define(
      2,
      2,
      'text',
      strict(([a, count]) =>
        Array.from(text(a))
          .slice(0, Math.max(0, whole(count)))
          .join(''),
      ),
    ),
    RIGHT: define(
      2,
      2,
      'text',
      strict(([a, count]) => (whole(count) <= 0 ? '' : Array.from(text(a)).slice(-whole(count)).join(''))),
    ),
    TRIM: define(
      1,
      1,
      'text',
      strict(([a]) => text(a).replace(/^ +| +$/g, '')),
    ),
    LTRIM: define(
      1,
      1,
      'text',
      strict(([a]) => text(a).replace(/^ +/, '')),
    ),
    RTRIM: define(
      1,
      1,
      'text',
      strict(([a]) => text(a).replace(/ +$/, '')),
    ),
    REPLACE: define(
      3,
      3,
      'text',
      strict(([a, from, to]) =>
        text(from) === '' ? text(a) : concatenate(text(a).split(text(from)), text(to)),
      ),
    ),
    INSTR: define(
      2,
      2,
      'integer',
      strict(([inside, part]) => locate(part, inside)),
    ),
    LOCATE: define(
      2,
      2,
      'integer',
      strict(([part, inside]) => locate(part, inside)),
    ),
    FIND_IN_SET: define(
      2,
      2,
      'integer',
      strict(([part, list]) => (text(list) === '' ? 0 : text(list).split(',').indexOf(text(part)) + 1)),
    ),
    HEX: define(
      1,
      1,
      'text',
      strict(([a]) => hexadecimal(a)),
    ),
    UNHEX: define(
      1,
      1,
      'blob',
      strict(([a]) => bytesOfHexadecimal(text(a))),
    ),
  }),
);

/**
 * The function called `name` (upper case) for `count` arguments.
 *
 * @throws SqlError 1305 when there is none, 1582 when it does not take that many.
 */
export function findFunction(name: string, count: number): FunctionDefinition {
  const found = functions.get(name);
  if (found === undefined) throw new SqlError(1305, '42000', `FUNCTION ${name} does not exist`);
  if (count < found.minimum || count > found.maximum) {
    throw new SqlError(1582, '42000', `Incorrect parameter count in the call to native function '${name}'`);
  }
  return found;
}
