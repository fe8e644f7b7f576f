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
  if (start === invokeStart) return view.getInt32(at + 3, true) === invokeEnd ? typeCode.invoke : none;
  if ((start & threeBytes) === ok) return typeCode.ok;
  if (bytes[at + 4] !== byte.quote) return none;
  if (start === fail) return typeCode.fail;
  return start === info ? typeCode.info : none;
}

/** What the column `process` holds for the process that begins at `at`. */
function processOf({ kind, start, number }: LineTokens, view: DataView): number {
  if (kind[field.process] === held.integer) {
    const process = number[field.process] as number;
    return process >= 0 && process <= maximumProcess ? process : none;
  }
  if (kind[field.process] !== held.string) return none;
  const at = start[field.process] as number;
  const named = view.getInt32(at, true) === nemesis[0] && view.getInt32(at + 3, true) === nemesis[1];
  return named && view.getInt32(at + 5, true) === nemesis[2] ? nemesisProcess : none;
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
      case held.integer:
        return table.idOfInteger(number[which] as number);
      case held.string:
      case held.other:
        return text(bytes, view, start[which] as number, end[which] as number);
      default:
        return absent;
    }
  }

  /** The same for a field that must be a string where there is one. */
  function nameOf(which: number, bytes: Uint8Array, view: DataView, text: IdOfText): number {
    if (kind[which] === held.string) return text(bytes, view, start[which] as number, end[which] as number);
    return kind[which] === held.nothing ? absent : notText;
  }

  /** A list before the name that makes it a transaction. */
  function isLateTransaction(bytes: Uint8Array, view: DataView): boolean {
    if (kind[field.value] !== held.other || bytes[start[field.value] as number] !== byte.openBracket)
      return false;
    return isTransaction(bytes, view, start[field.f] as number);
  }

  const rows: LineRows = {
    problem: null,
    add(bytes, view, from) {
      const next = scanLine(bytes, view, from, tokens, scanTransaction);
      if (next < 0) return unusual;
      const type =
        kind[field.type] === held.string ? typeAt(bytes, view, (start[field.type] as number) + 1) : none;
      const process = processOf(tokens, view);
      const time = number[field.time] as number;
      const wrong = type === none || process === none || time < 0 || (number[field.index] as number) < 0;
      if (wrong || kind[field.index] !== held.integer || kind[field.time] !== held.integer) return unusual;
      if (isLateTransaction(bytes, view)) {
        if (scanTransaction(bytes, view, start[field.value] as number) < 0) return unusual;
        kind[field.value] = held.transaction;
      }
      const f = nameOf(field.f, bytes, view, textOfName);
      const key = idOf(field.key, bytes, view, keys, textOfKey);
      const value = idOf(field.value, bytes, view, values, textOfValue);
      const error = nameOf(field.error, bytes, view, textOfError);
      const node = nameOf(field.node, bytes, view, textOfNode);
      if (f < 0 || key === notText || value === notText || error === notText || node === notText)
        return unusual;
      rows.problem = builder.addRow(
        number[field.index] as number,
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
