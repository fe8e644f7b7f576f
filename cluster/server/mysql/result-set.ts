// Rows on their way to a client: column definitions, then one packet a row, in text (COM_QUERY) or binary form
// (COM_STMT_EXECUTE). Source: MySQL source documentation, "Text Resultset", "Binary Protocol Resultset".

import type { ColumnDescription, RowsOutcome, SqlValue } from '../../statement.ts';
import type { PacketWriter } from './packet-writer.ts';
import { CharacterSet, ColumnFlag, FieldType } from './protocol.ts';
import { writeEndOfDefinitions, writeEndOfRows } from './responses.ts';

export type RowEncoding = 'text' | 'binary';

/** How a column travels. A column of NULLs alone travels as text. */
type WireType = 'integer' | 'double' | 'text' | 'blob';

interface WireForm {
  readonly type: number;
  readonly characterSet: number;
  readonly displayLength: number;
  readonly flags: number;
  readonly decimals: number;
}

const anyNumberOfDecimals = 31;

const wireForms: Readonly<Record<WireType, WireForm>> = {
  integer: {
    type: FieldType.longLong,
    characterSet: CharacterSet.binary,
    displayLength: 20,
    flags: ColumnFlag.binary,
    decimals: 0,
  },
  double: {
    type: FieldType.double,
    characterSet: CharacterSet.binary,
    displayLength: 22,
    flags: ColumnFlag.binary,
    decimals: anyNumberOfDecimals,
  },
  text: {
    type: FieldType.varString,
    characterSet: CharacterSet.utf8mb4,
    displayLength: 0xff_ff,
    flags: 0,
    decimals: 0,
  },
  blob: {
    type: FieldType.blob,
    characterSet: CharacterSet.binary,
    displayLength: 0xff_ff_ff,
    flags: ColumnFlag.blob | ColumnFlag.binary,
    decimals: 0,
  },
};

const maxSigned64 = 2n ** 63n - 1n;
const minSigned64 = -(2n ** 63n);

function fits(value: SqlValue, type: WireType): boolean {
  if (value === null) return true;
  switch (type) {
    case 'integer':
      return typeof value === 'bigint'
        ? value >= minSigned64 && value <= maxSigned64
        : typeof value === 'number' && Number.isSafeInteger(value);
    case 'double':
      return typeof value === 'number';
    default:
      return true;
  }
}

/** An expression may yield values beside its declared type: such a column is sent as text, which holds everything. */
function wireType(column: ColumnDescription, index: number, rows: RowsOutcome['rows']): WireType {
  if (column.type === 'null') return 'text';
  const type = column.type;
  return rows.every((row) => fits(row[index] ?? null, type)) ? type : 'text';
}

/** Leaves the packet open: COM_FIELD_LIST appends a default value. */
function beginColumnDefinition(writer: PacketWriter, column: ColumnDescription, form: WireForm): void {
  writer.beginPacket();
  writer.lengthEncodedText('def');
  writer.lengthEncodedText('');
  writer.lengthEncodedText(column.table);
  writer.lengthEncodedText(column.table);
  writer.lengthEncodedText(column.name);
  writer.lengthEncodedText(column.name);
  writer.lengthEncodedInteger(0x0c);
  writer.unsigned(form.characterSet, 2);
  writer.unsigned(form.displayLength, 4);
  writer.unsigned(form.type, 1);
  writer.unsigned(form.flags, 2);
  writer.unsigned(form.decimals, 1);
  writer.zeros(2);
}

function writeText(writer: PacketWriter, value: Exclude<SqlValue, null>): void {
  if (typeof value === 'object') writer.lengthEncodedBytes(value);
  else writer.lengthEncodedText(typeof value === 'string' ? value : String(value));
}

function writeTextRow(writer: PacketWriter, row: readonly SqlValue[]): void {
  writer.beginPacket();
  for (const value of row) {
    if (value === null) writer.unsigned(0xfb, 1);
    else writeText(writer, value);
  }
  writer.endPacket();
}

/** The two lowest bits of the NULL bitmap of a row are reserved. */
const nullBitmapOffset = 2;

function writeBinaryRow(writer: PacketWriter, row: readonly SqlValue[], types: readonly WireType[]): void {
  writer.beginPacket();
  writer.unsigned(0x00, 1);
  const nullBitmap = writer.zeros((types.length + nullBitmapOffset + 7) >> 3);
  for (const [index, type] of types.entries()) {
    const value = row[index] ?? null;
    if (value === null) writer.setBit(nullBitmap, index + nullBitmapOffset);
    else if (type === 'integer') writer.signed64(BigInt(value as number | bigint));
    else if (type === 'double') writer.double(value as number);
    else writeText(writer, value);
  }
  writer.endPacket();
}

/** Writes a whole result: number of columns, definitions, rows, end. */
export function writeResultSet(
  writer: PacketWriter,
  outcome: RowsOutcome,
  encoding: RowEncoding,
  capabilities: number,
): void {
  const types = outcome.columns.map((column, index) => wireType(column, index, outcome.rows));
  writer.beginPacket();
  writer.lengthEncodedInteger(outcome.columns.length);
  writer.endPacket();
  for (const [index, column] of outcome.columns.entries()) {
    beginColumnDefinition(writer, column, wireForms[types[index] ?? 'text']);
    writer.endPacket();
  }
  writeEndOfDefinitions(writer, capabilities);
  for (const row of outcome.rows) {
    if (encoding === 'text') writeTextRow(writer, row);
    else writeBinaryRow(writer, row, types);
  }
  writeEndOfRows(writer, capabilities);
}

/** Answers COM_FIELD_LIST: definitions alone, each with an empty default value. */
export function writeFieldList(
  writer: PacketWriter,
  columns: readonly ColumnDescription[],
  capabilities: number,
): void {
  for (const column of columns) {
    beginColumnDefinition(writer, column, wireForms[column.type === 'null' ? 'text' : column.type]);
    writer.unsigned(0xfb, 1);
    writer.endPacket();
  }
  writeEndOfRows(writer, capabilities);
}

/** Announces a prepared statement. Columns are announced by each execution, when they are known. */
export function writePrepared(
  writer: PacketWriter,
  statementId: number,
  parameterCount: number,
  capabilities: number,
): void {
  writer.beginPacket();
  writer.unsigned(0x00, 1);
  writer.unsigned(statementId, 4);
  writer.unsigned(0, 2);
  writer.unsigned(parameterCount, 2);
  writer.zeros(1);
  writer.unsigned(0, 2);
  writer.endPacket();
  if (parameterCount === 0) return;
  for (let index = 0; index < parameterCount; index++) {
    beginColumnDefinition(writer, { name: '?', table: '', type: 'text' }, wireForms.text);
    writer.endPacket();
  }
  writeEndOfDefinitions(writer, capabilities);
}
