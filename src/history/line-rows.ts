// Turns the tokens of a line into a row: texts, keys and values into their positions in the tables, the rest into numbers.

import type { ColumnBuilder } from './column-builder.ts';
import { absent, type Interner, notText } from './interner.ts';
import { byte, unusual } from './json-bytes.ts';
import { createLineTokens, field, held, isTransaction, type LineTokens, scanLine } from './line-scanner.ts';
import type { JsonValue } from './operation.ts';
import { nemesisProcess, typeCode } from './operation-codes.ts';
import { createTextTable, type IdOfText } from './text-table.ts';
import { createTransactionScanner } from './transaction-scanner.ts';
import { threeBytes, word } from './words.ts';

/** Adds lines to a builder. */
export interface LineRows {
  /**
   * Adds the line at `from`, as `scanLine`; nothing is added where it is `unusual`, but for texts and values that nothing
   * refers to.
   * @returns the position after the line's newline, or `unusual`
   */
  add(bytes: Uint8Array, view: DataView, from: number): number;
  /** What was wrong with the row added last, as `ColumnBuilder.add`; overwritten by the next. */
  problem: string | null;
}

// Local names of what other modules export: V8 looks imports up at each use, and this is the innermost loop.
const {
  error: errorField,
  f: fField,
  index: indexField,
  key: keyField,
  node: nodeField,
  process: processField,
  time: timeField,
  type: typeField,
  value: valueField,
} = field;
const { integer, nothing, other, string, transaction } = held;
const { fail: failType, info: infoType, invoke: invokeType, ok: okType } = typeCode;
const { openBracket, quote } = byte;
const nothingThere = absent;
const noText = notText;
const nemesisNumber = nemesisProcess;
const lowThree = threeBytes;

const invokeStart = word('invo');
const invokeEnd = word('oke"');
const fail = word('fail');
const info = word('info');
const ok = word('ok"\0');
const nemesis = [word('"nem'), word('mesi'), word('sis"')] as const;
const maximumProcess = 2 ** 31 - 1;
/** No code of a type, no number of a process. */
const none = -2;

/** The code of the type whose name begins at `at`, after its quote. */
function typeAt(bytes: Uint8Array, view: DataView, at: number): number {
  const start = view.getInt32(at, true);
  if (start === invokeStart) return view.getInt32(at + 3, true) === invokeEnd ? invokeType : none;
  if ((start & lowThree) === ok) return okType;
  if (bytes[at + 4] !== quote) return none;
  if (start === fail) return failType;
  return start === info ? infoType : none;
}

/** What the column `process` holds for the process that begins at `at`. */
function processOf({ kind, start, number }: LineTokens, view: DataView): number {
  if (kind[processField] === integer) {
    const process = number[processField] as number;
    return process >= 0 && process <= maximumProcess ? process : none;
  }
  if (kind[processField] !== string) return none;
  const at = start[processField] as number;
  const named = view.getInt32(at, true) === nemesis[0] && view.getInt32(at + 3, true) === nemesis[1];
  return named && view.getInt32(at + 5, true) === nemesis[2] ? nemesisNumber : none;
}

export function createLineRows(builder: ColumnBuilder): LineRows {
  const { names, keys, values, errors, nodes } = builder;
  const tokens = createLineTokens();
  const scanTransaction = createTransactionScanner(builder);
  const { kind, start, end, number } = tokens;
  const textOfName = createTextTable(names);
  const textOfKey = createTextTable(keys);
  const textOfValue = createTextTable(values);
  const textOfError = createTextTable(errors);
  const textOfNode = createTextTable(nodes);

  /** The position of a field's value in a table; `absent` where there is no field. */
  function idOf(
    which: number,
    bytes: Uint8Array,
    view: DataView,
    table: Interner<JsonValue>,
    text: IdOfText,
  ): number {
    switch (kind[which]) {
      case integer:
        return table.idOfInteger(number[which] as number);
      case string:
      case other:
        return text(bytes, view, start[which] as number, end[which] as number);
      default:
        return nothingThere;
    }
  }

  /** The same for a field that must be a string where there is one. */
  function nameOf(which: number, bytes: Uint8Array, view: DataView, text: IdOfText): number {
    if (kind[which] === string) return text(bytes, view, start[which] as number, end[which] as number);
    return kind[which] === nothing ? nothingThere : noText;
  }

  /** A list before the name that makes it a transaction. */
  function isLateTransaction(bytes: Uint8Array, view: DataView): boolean {
    if (kind[valueField] !== other || bytes[start[valueField] as number] !== openBracket) return false;
    return isTransaction(bytes, view, start[fField] as number);
  }

  const rows: LineRows = {
    problem: null,
    add(bytes, view, from) {
      const next = scanLine(bytes, view, from, tokens, scanTransaction);
      if (next < 0) return unusual;
      const type = kind[typeField] === string ? typeAt(bytes, view, (start[typeField] as number) + 1) : none;
      const process = processOf(tokens, view);
      const time = number[timeField] as number;
      const wrong = type === none || process === none || time < 0 || (number[indexField] as number) < 0;
      if (wrong || kind[indexField] !== integer || kind[timeField] !== integer) return unusual;
      if (isLateTransaction(bytes, view)) {
        if (scanTransaction(bytes, view, start[valueField] as number) < 0) return unusual;
        kind[valueField] = transaction;
      }
      const f = nameOf(fField, bytes, view, textOfName);
      const key = idOf(keyField, bytes, view, keys, textOfKey);
      const value = idOf(valueField, bytes, view, values, textOfValue);
      const error = nameOf(errorField, bytes, view, textOfError);
      const node = nameOf(nodeField, bytes, view, textOfNode);
      if (f < 0 || key === noText || value === noText || error === noText || node === noText) return unusual;
      rows.problem = builder.addRow(
        number[indexField] as number,
        time,
        process,
        type,
        f,
        key,
        value,
        error,
        node,
      );
      return next;
    },
  };
  return rows;
}
