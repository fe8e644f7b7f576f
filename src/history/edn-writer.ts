// Writes operations as Jepsen does, one map a line: names as keywords, everything else as the EDN that reads back as the same
// JSON.

import type { JsonValue, Operation } from './operation.ts';
import { isTransaction } from './transactions.ts';

/** Names that are the same as a keyword in every reader. */
const plainName = /^[A-Za-z][\w*!?+.<>=-]*$/;

/** The operation as one map without a newline. */
export function ednOfOperation(operation: Operation): string {
  const { index, time, process, type, f, key, value, error, node } = operation;
  const fields = [
    `:index ${index}`,
    `:time ${ednOf(time)}`,
    `:type :${type}`,
    `:process ${process === 'nemesis' ? ':nemesis' : process}`,
    `:f ${nameOf(f)}`,
    `:value ${f === 'txn' && isTransaction(value) ? transactionOf(value) : ednOf(value)}`,
  ];
  if (key !== undefined) fields.push(`:key ${ednOf(key)}`);
  if (error !== undefined) fields.push(`:error ${ednOf(error)}`);
  if (node !== undefined) fields.push(`:node ${ednOf(node)}`);
  return `{${fields.join(', ')}}`;
}

/** EDN that reads back as this JSON. Keys of objects become keywords where they can. */
export function ednOf(value: JsonValue): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return stringOf(value);
  if (typeof value === 'number') return numberOf(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => ednOf(item)).join(' ')}]`;
  const entries = Object.entries(value).map(([name, item]) => `${nameOf(name)} ${ednOf(item)}`);
  return `{${entries.join(', ')}}`;
}

/** A double beyond 2^53 stays one: its digits alone would be another integer. */
function numberOf(value: number): string {
  const text = String(value + 0);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? text : `${text}.0`;
}

/** The names of micro-operations are keywords. */
function transactionOf(parts: readonly (readonly JsonValue[])[]): string {
  return `[${parts.map(([name, ...rest]) => `[${[`:${name as string}`, ...rest.map(ednOf)].join(' ')}]`).join(' ')}]`;
}

function nameOf(name: string): string {
  return plainName.test(name) ? `:${name}` : stringOf(name);
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Control characters and halves of characters are written by their number. */
function stringOf(text: string): string {
  const written = text.replaceAll(
    /["\\\p{Cc}\p{Cs}]/gu,
    (character) => escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${written}"`;
}
