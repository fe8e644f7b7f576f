// Histories as Jepsen and Knossos write them: one map an operation, either one after another or all in one vector or
// list. Plain maps or tagged records; with or without `:index` and `:time`.

import { EdnError, type EdnReader, ednReader } from '../edn-reader.ts';
import { type EdnMap, type EdnValue, ednToJson } from '../edn-value.ts';
import { HistoryError } from '../history-error.ts';
import type { JsonValue, Operation } from '../operation.ts';
import {
  createForeignOperations,
  type ForeignFields,
  type ForeignOperations,
  type MadeUp,
  operationOf,
  timeOf,
} from './fields.ts';
import { createFormSplitter, type EdnForm } from './forms.ts';

/** Takes forms and gives operations. */
export interface FormOperations extends Pick<ForeignOperations, 'count' | 'notes'> {
  /**
   * The operation of the next form; null for a form of blanks and comments.
   * @throws {HistoryError} naming line and column
   */
  read(form: EdnForm): Operation | null;
  /** An error at the operation that was read last. */
  errorHere(problem: string): HistoryError;
}

/**
 * Reads the operations of the history `name` in their order, which is that of time: positions become indexes. Anything that
 * is no client, such as `:nemesis`, is the process `nemesis`.
 */
export function createEdnOperations(name: string): FormOperations {
  const operations = createForeignOperations(':');
  let lastForm: EdnForm | null = null;
  let lastReader: EdnReader | null = null;
  return {
    get count() {
      return operations.count;
    },
    notes: operations.notes,
    read(form) {
      return inFile(name, form, () => {
        const reader = ednReader(form.text);
        const value = reader.next();
        if (value === undefined) return null;
        lastForm = form;
        lastReader = reader;
        const fields = fieldsOf(value);
        const operation = typeof fields === 'string' ? fields : operations.add(foreignFields(fields));
        if (typeof operation === 'string') throw reader.errorHere(operation);
        const here = reader.errorHere('');
        if (reader.next() !== undefined) throw reader.errorHere('not an operation, which is a map');
        lastReader = {
          next: reader.next,
          errorHere: (problem) => new EdnError(problem, here.line, here.column),
        };
        return operation;
      });
    },
    errorHere(problem) {
      const error = lastReader?.errorHere(problem) ?? new EdnError(problem, 1, 1);
      return placed(name, lastForm ?? { line: 1, column: 1 }, error);
    },
  };
}

/** The operation of a form that was read before. */
export function readEdnOperation(text: string, madeUp: MadeUp): Operation | null {
  const form = ednReader(text).next();
  const fields = form === undefined ? '' : fieldsOf(form);
  return typeof fields === 'string' ? null : operationOf(foreignFields(fields), madeUp);
}

/** The operations of an EDN text. `name` is the file, for errors. @throws {HistoryError} naming line and column */
export function readEdnHistory(text: string, name: string): readonly Operation[] {
  const operations: Operation[] = [];
  const source = createEdnOperations(name);
  const bytes = Buffer.from(text);
  const splitter = splitInFile(name, (form) => {
    const operation = source.read(form);
    if (operation !== null) operations.push(operation);
    return operation !== null;
  });
  splitter.push(bytes, bytes.length, 0);
  splitter.finish();
  return operations;
}

/** A splitter whose errors name the file. */
export function splitInFile(
  name: string,
  onForm: (form: EdnForm) => boolean,
): ReturnType<typeof createFormSplitter> {
  const splitter = createFormSplitter(onForm);
  const start = { line: 1, column: 1 };
  return {
    push: (bytes, end, offset) => inFile(name, start, () => splitter.push(bytes, end, offset)),
    finish: () => inFile(name, start, () => splitter.finish()),
  };
}

type Place = Pick<EdnForm, 'line' | 'column'>;

/** What is wrong within a form, told by its place in the file. */
function inFile<Result>(name: string, at: Place, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw error instanceof EdnError ? placed(name, at, error) : error;
  }
}

function placed(name: string, at: Place, error: EdnError): HistoryError {
  const line = at.line + error.line - 1;
  const column = error.line === 1 ? at.column + error.column - 1 : error.column;
  return new HistoryError(`${name} line ${line}, column ${column}: ${error.problem}.`);
}

function untagged(value: EdnValue): EdnValue {
  let bare = value;
  while (bare !== null && typeof bare === 'object' && bare.type === 'tagged') bare = bare.value;
  return bare;
}

function isMap(value: EdnValue): value is EdnMap {
  return value !== null && typeof value === 'object' && value.type === 'map';
}

function fieldsOf(form: EdnValue): ReadonlyMap<string, EdnValue> | string {
  const map = untagged(form);
  if (!isMap(map)) return 'not an operation, which is a map';
  const fields = new Map<string, EdnValue>();
  for (const [key, value] of map.entries) {
    if (key !== null && typeof key === 'object' && key.type === 'keyword') fields.set(key.name, value);
  }
  return liftTuple(fields);
}

/** A value tagged as a tuple of Jepsen's independent keys is a key and a value. Untagged pairs stay what they are. */
function liftTuple(fields: Map<string, EdnValue>): ReadonlyMap<string, EdnValue> {
  const value = fields.get('value') ?? null;
  if (value === null || typeof value !== 'object' || value.type !== 'tagged') return fields;
  const pair = untagged(value);
  if (!value.tag.startsWith('jepsen.independent') || pair === null || typeof pair !== 'object') return fields;
  if (pair.type !== 'vector' || pair.items.length !== 2) return fields;
  return fields.set('key', pair.items[0] ?? null).set('value', pair.items[1] ?? null);
}

function foreignFields(fields: ReadonlyMap<string, EdnValue>): ForeignFields {
  const json = (field: string): JsonValue => ednToJson(fields.get(field) ?? null);
  const time = fields.get('time') ?? null;
  return {
    index: json('index'),
    // Nanoseconds since 1970 are more than a double holds exactly.
    time: timeOf(typeof time === 'bigint' ? time : typeof time === 'number' ? time : json('time'), ':'),
    process: json('process'),
    type: json('type'),
    f: json('f'),
    value: json('value'),
    key: json('key'),
    error: json('error'),
    node: json('node'),
  };
}
