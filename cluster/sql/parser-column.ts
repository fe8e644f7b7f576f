// Column definitions of CREATE TABLE: type, limits, NULL, DEFAULT, AUTO_INCREMENT, PRIMARY KEY.

import type { SqlValue } from '../statement.ts';
import type { ColumnDefinition, DataType } from './column-type.ts';
import {
  accept,
  acceptOneOf,
  acceptWords,
  advance,
  type Cursor,
  expect,
  expectName,
  expectString,
  expectWholeNumber,
  parenthesizedList,
  peek,
  unexpected,
} from './cursor.ts';
import { notSupported, SqlError } from './errors.ts';
import { parseExpression } from './parser-expression.ts';

const integerBits: Readonly<Record<string, number>> = {
  TINYINT: 8,
  BOOL: 8,
  BOOLEAN: 8,
  SMALLINT: 16,
  MEDIUMINT: 24,
  INT: 32,
  INTEGER: 32,
  BIGINT: 64,
};

const textCharacters: Readonly<Record<string, number>> = {
  CHAR: 1,
  TINYTEXT: 255,
  TEXT: 65_535,
  MEDIUMTEXT: 16_777_215,
  LONGTEXT: 4_294_967_295,
  JSON: 4_294_967_295,
  DATE: 10,
  TIME: 17,
  DATETIME: 26,
  TIMESTAMP: 26,
  YEAR: 4,
};

const blobBytes: Readonly<Record<string, number>> = {
  BINARY: 1,
  TINYBLOB: 255,
  BLOB: 65_535,
  MEDIUMBLOB: 16_777_215,
  LONGBLOB: 4_294_967_295,
};

/** Types whose number in parentheses is a display width or a precision, not a length. */
const withoutLength = new Set(['DATE', 'TIME', 'DATETIME', 'TIMESTAMP', 'YEAR']);

const mostDecimalDigits = 15;

function integerType(bits: number, unsigned: boolean): DataType {
  if (bits === 64) {
    return unsigned
      ? { kind: 'integer', minimum: 0, maximum: 18_446_744_073_709_551_615n }
      : { kind: 'integer', minimum: -9_223_372_036_854_775_808n, maximum: 9_223_372_036_854_775_807n };
  }
  const half = 2 ** (bits - 1);
  return unsigned
    ? { kind: 'integer', minimum: 0, maximum: half * 2 - 1 }
    : { kind: 'integer', minimum: -half, maximum: half - 1 };
}

function decimalType(lengths: readonly number[]): DataType {
  const [digits = 10, scale = 0] = lengths;
  if (digits > mostDecimalDigits) throw notSupported(`DECIMAL of more than ${mostDecimalDigits} digits`);
  if (scale > digits) throw new SqlError(1427, '42000', 'For DECIMAL(M,D), M must be >= D');
  return { kind: 'double', digits, scale };
}

function parseType(cursor: Cursor): { type: DataType; typeText: string } {
  const token = advance(cursor);
  const name = token.upper;
  const lengths = cursor.tokens[cursor.position]?.upper === '(' ? parenthesizedList(cursor, typeNumber) : [];
  let unsigned = false;
  for (;;) {
    const word = acceptOneOf(cursor, ['UNSIGNED', 'SIGNED', 'ZEROFILL', 'PRECISION', 'VARYING']);
    if (word === null) break;
    unsigned ||= word === 'UNSIGNED' || word === 'ZEROFILL';
  }
  const type = typeOf(name, lengths, unsigned);
  if (type === null) {
    if (name === 'ENUM' || name === 'SET' || name === 'BIT') throw notSupported(`columns of type ${name}`);
    cursor.position = cursor.tokens.indexOf(token);
    throw unexpected(cursor);
  }
  const suffix = lengths.length > 0 ? `(${lengths.join(',')})` : '';
  return { type, typeText: `${name.toLowerCase()}${suffix}${unsigned ? ' unsigned' : ''}` };
}

function typeNumber(cursor: Cursor): number {
  if (peek(cursor).kind === 'string') throw notSupported('columns of type ENUM and SET');
  return expectWholeNumber(cursor);
}

function typeOf(name: string, lengths: readonly number[], unsigned: boolean): DataType | null {
  const bits = integerBits[name];
  if (bits !== undefined) return integerType(bits, unsigned);
  if (name === 'DOUBLE' || name === 'FLOAT' || name === 'REAL')
    return { kind: 'double', digits: null, scale: null };
  if (name === 'DECIMAL' || name === 'NUMERIC' || name === 'DEC') return decimalType(lengths);
  const length = withoutLength.has(name) ? undefined : lengths[0];
  const characters = name === 'VARCHAR' ? length : (length ?? textCharacters[name]);
  if (characters !== undefined && (name === 'VARCHAR' || name in textCharacters)) {
    return { kind: 'text', maximumCharacters: characters };
  }
  const bytes = name === 'VARBINARY' ? length : (length ?? blobBytes[name]);
  if (bytes !== undefined && (name === 'VARBINARY' || name in blobBytes))
    return { kind: 'blob', maximumBytes: bytes };
  return null;
}

function parseDefault(cursor: Cursor, column: string): SqlValue {
  const value = parseExpression(cursor);
  if (value.kind === 'literal') return value.value;
  if (value.kind === 'sessionValue')
    throw notSupported(`DEFAULT ${value.name.toUpperCase()} of column '${column}'`);
  throw new SqlError(1067, '42000', `Invalid default value for '${column}'`);
}

/** `name type [NOT NULL] [DEFAULT v] [AUTO_INCREMENT] [PRIMARY KEY] [COMMENT '...']`, options in any order. */
export function parseColumnDefinition(cursor: Cursor): { column: ColumnDefinition; primaryKey: boolean } {
  const name = expectName(cursor);
  const { type, typeText } = parseType(cursor);
  let notNull = false;
  let autoIncrement = false;
  let primaryKey = false;
  let defaultValue: SqlValue | undefined;
  for (;;) {
    if (acceptWords(cursor, 'NOT', 'NULL')) notNull = true;
    else if (accept(cursor, 'NULL')) notNull = false;
    else if (accept(cursor, 'DEFAULT')) defaultValue = parseDefault(cursor, name);
    else if (accept(cursor, 'AUTO_INCREMENT')) autoIncrement = true;
    else if (accept(cursor, 'COMMENT')) expectString(cursor);
    else if (acceptOneOf(cursor, ['COLLATE', 'CHARSET']) !== null) advance(cursor);
    else if (acceptWords(cursor, 'CHARACTER', 'SET')) advance(cursor);
    else if (accept(cursor, 'PRIMARY')) {
      expect(cursor, 'KEY');
      primaryKey = true;
    } else break;
  }
  refuseColumnOptions(cursor);
  const column = { name, type, typeText, notNull, autoIncrement, defaultValue };
  return { column, primaryKey };
}

function refuseColumnOptions(cursor: Cursor): void {
  const { upper } = peek(cursor);
  if (upper === 'UNIQUE') throw notSupported('UNIQUE keys besides the primary key');
  if (upper === 'REFERENCES') throw notSupported('foreign keys');
  if (upper === 'CHECK') throw notSupported('CHECK constraints');
  if (upper === 'GENERATED' || upper === 'AS') throw notSupported('generated columns');
  if (upper === 'ON') throw notSupported('ON UPDATE of columns');
}
