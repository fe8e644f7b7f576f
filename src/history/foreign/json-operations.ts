// Histories in JSON that are not in our own form: an array of operations, or one after another over any number of lines,
// with or without index and time.

import { HistoryError } from '../history-error.ts';
import { mayHoldLongIntegers, withLongIntegersAsText } from '../long-integers.ts';
import type { JsonValue, Operation } from '../operation.ts';
import type { FormOperations } from './edn-operations.ts';
import { createForeignOperations, type ForeignFields, type MadeUp, operationOf, timeOf } from './fields.ts';
import type { EdnForm } from './forms.ts';

const depthMost = 256;
const shownMost = 60;
/** What may stand before an operation: blanks, the comma after the one before, a byte order mark. */
const before = /^[\s,\uFEFF]*/;

/** Reads the operations of the history `name` in their order. */
export function createJsonOperations(name: string): FormOperations {
  const operations = createForeignOperations('');
  let last = { line: 1, column: 1 };
  const errorHere = (problem: string): HistoryError =>
    new HistoryError(`${name} line ${last.line}, column ${last.column}: ${problem}.`);
  return {
    get count() {
      return operations.count;
    },
    notes: operations.notes,
    read(form) {
      const { text, place } = objectIn(form);
      last = place;
      if (text === '') return null;
      const fields = fieldsOf(text);
      const operation = typeof fields === 'string' ? fields : operations.add(fields);
      if (typeof operation === 'string') throw errorHere(operation);
      return operation;
    },
    errorHere,
  };
}

/** The operation of a form that was read before. */
export function readJsonOperation(text: string, madeUp: MadeUp): Operation | null {
  const fields = fieldsOf(text.replace(before, ''));
  return typeof fields === 'string' ? null : operationOf(fields, madeUp);
}

function objectIn({ text, line, column }: EdnForm): {
  readonly text: string;
  readonly place: { readonly line: number; readonly column: number };
} {
  const blank = before.exec(text)?.[0] ?? '';
  const lines = blank.split('\n');
  const lastLine = lines.at(-1) ?? '';
  return {
    text: text.slice(blank.length),
    place: {
      line: line + lines.length - 1,
      column: lines.length === 1 ? column + blank.length : lastLine.length + 1,
    },
  };
}

function fieldsOf(text: string): ForeignFields | string {
  const shown = text.length > shownMost ? `${text.slice(0, shownMost)}...` : text;
  const excerpt = shown.replaceAll(/\p{Cc}/gu, ' ');
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
    if (mayHoldLongIntegers(text)) value = JSON.parse(withLongIntegersAsText(text)) as JsonValue;
  } catch {
    return `this is not JSON: ${excerpt}`;
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return `this is no object: ${excerpt}`;
  if (isDeeperThan(value, depthMost)) return `this is nested deeper than ${depthMost}: ${excerpt}`;
  const fields = value as { readonly [name: string]: JsonValue };
  const field = (name: string): JsonValue => (Object.hasOwn(fields, name) ? (fields[name] ?? null) : null);
  return {
    index: field('index'),
    time: timeOf(field('time'), ''),
    process: field('process'),
    type: field('type'),
    f: field('f'),
    value: field('value'),
    key: field('key'),
    error: field('error'),
    node: field('node'),
  };
}

function isDeeperThan(value: JsonValue, depth: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return depth === 0 || Object.values(value).some((part: JsonValue) => isDeeperThan(part, depth - 1));
}
