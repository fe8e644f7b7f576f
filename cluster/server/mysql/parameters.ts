// Parameter values of COM_STMT_EXECUTE, from their binary form to SQL values.
// Source: MySQL source documentation, "Binary Protocol Value"; MariaDB Knowledge Base, "COM_STMT_EXECUTE".

import type { SqlValue } from '../../statement.ts';
import { MalformedPacket, type PayloadReader } from './payload-reader.ts';
import { FieldType } from './protocol.ts';

/** The packet is well-formed, but holds a value that no SQL value stands for. The connection can go on. */
export class UnsupportedParameter extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'UnsupportedParameter';
  }
}

export interface ParameterType {
  /** One of `FieldType`. */
  readonly type: number;
  readonly unsigned: boolean;
}

const unsignedFlag = 0x80;

/** Two bytes a parameter: type, then flags. */
export function readParameterTypes(reader: PayloadReader, count: number): readonly ParameterType[] {
  return Array.from({ length: count }, () => {
    const type = reader.unsigned(1);
    return { type, unsigned: (reader.unsigned(1) & unsignedFlag) !== 0 };
  });
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text where the bytes are UTF-8. Clients also send raw bytes under text types; they stay bytes. */
export function textOrBytes(bytes: Buffer): SqlValue {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return Uint8Array.from(bytes);
  }
}

/** Whether values of this type are bytes and not text. */
export function isBinaryType(type: number): boolean {
  return (
    (type >= FieldType.tinyBlob && type <= FieldType.blob) ||
    type === FieldType.bit ||
    type === FieldType.geometry
  );
}

function narrowed(value: bigint): SqlValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function integer(reader: PayloadReader, sizeBytes: number, unsigned: boolean): number {
  return unsigned ? reader.unsigned(sizeBytes) : reader.signed(sizeBytes);
}

function finite(value: number): number {
  if (!Number.isFinite(value))
    throw new UnsupportedParameter('a number parameter is infinite or not a number');
  return value;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

function fraction(reader: PayloadReader): string {
  return `.${String(reader.unsigned(4)).padStart(6, '0')}`;
}

/** `YYYY-MM-DD`, with ` hh:mm:ss` and microseconds as far as they were sent; `dateOnly` leaves the time out. */
function date(reader: PayloadReader, dateOnly: boolean): string {
  const length = reader.unsigned(1);
  if (![0, 4, 7, 11].includes(length)) throw new MalformedPacket(`a date of ${length} bytes`);
  const year = length >= 4 ? reader.unsigned(2) : 0;
  const month = length >= 4 ? reader.unsigned(1) : 0;
  const day = length >= 4 ? reader.unsigned(1) : 0;
  const clock =
    length >= 7
      ? [reader.unsigned(1), reader.unsigned(1), reader.unsigned(1)].map(twoDigits).join(':')
      : '00:00:00';
  const micros = length === 11 ? fraction(reader) : '';
  const text = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
  return dateOnly ? text : `${text} ${clock}${micros}`;
}

/** `[-]hh:mm:ss` with days counted as hours. */
function time(reader: PayloadReader): string {
  const length = reader.unsigned(1);
  if (length === 0) return '00:00:00';
  if (length !== 8 && length !== 12) throw new MalformedPacket(`a time of ${length} bytes`);
  const sign = reader.unsigned(1) === 1 ? '-' : '';
  const hours = reader.unsigned(4) * 24 + reader.unsigned(1);
  const text = `${sign}${twoDigits(hours)}:${twoDigits(reader.unsigned(1))}:${twoDigits(reader.unsigned(1))}`;
  return length === 12 ? text + fraction(reader) : text;
}

/** Reads one value that is not NULL. @throws {UnsupportedParameter} for a type that does not exist. */
export function readParameter(reader: PayloadReader, { type, unsigned }: ParameterType): SqlValue {
  switch (type) {
    case FieldType.null:
      return null;
    case FieldType.tiny:
      return integer(reader, 1, unsigned);
    case FieldType.short:
    case FieldType.year:
      return integer(reader, 2, unsigned);
    case FieldType.int24:
    case FieldType.long:
      return integer(reader, 4, unsigned);
    case FieldType.longLong:
      return narrowed(unsigned ? reader.unsigned64() : reader.signed64());
    case FieldType.float:
      return finite(reader.float());
    case FieldType.double:
      return finite(reader.double());
    case FieldType.date:
      return date(reader, true);
    case FieldType.dateTime:
    case FieldType.timestamp:
      return date(reader, false);
    case FieldType.time:
      return time(reader);
    case FieldType.decimal:
    case FieldType.newDecimal:
    case FieldType.varChar:
    case FieldType.varString:
    case FieldType.string:
    case FieldType.enumeration:
    case FieldType.set:
    case FieldType.json:
      return textOrBytes(reader.lengthEncodedBytes());
    default:
      if (isBinaryType(type)) return Uint8Array.from(reader.lengthEncodedBytes());
      throw new UnsupportedParameter(`parameter type ${type} does not exist`);
  }
}
