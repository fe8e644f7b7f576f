// Histories as Jepsen and Knossos write them: one map an operation, either one after another or all in one vector or
// list. Plain maps or tagged records; with or without `:index` and `:time`.

import { createFormSplitter, type EdnForm } from './edn-forms.ts';
import { EdnError, ednReader } from './edn-reader.ts';
import { type EdnMap, type EdnValue, ednToJson } from './edn-value.ts';
import { HistoryError } from './history-error.ts';
import type { JsonValue, Operation, OperationType, Process } from './operation.ts';
import { shownValue } from './shown-value.ts';

/** How far times may go back between two operations. */
const maximumDisorderNs = 1e9;

const types: ReadonlySet<string> = new Set(['invoke', 'ok', 'fail', 'info']);

/** Takes forms and gives operations. */
export interface EdnOperations {
  readonly count: number;
  /**
   * The operation of the next form; null for a form of blanks and comments.
   * @throws {HistoryError} naming line and column
   */
  read(form: EdnForm): Operation | null;
}

/**
 * Reads the operations of the history `name` in their order, which is that of time: positions become indexes. Anything that
 * is no client, such as `:nemesis`, is the process `nemesis`.
 */
export function createEdnOperations(name: string): EdnOperations {
  let count = 0;
  let time = -1;
  let lastIndex = -1;

  /** -1 is how Jepsen writes that there is none; parts of a history leave some out. */
  function checkIndex(index: JsonValue): string | null {
    if (typeof index !== 'number' || index === -1) return null;
    if (!Number.isSafeInteger(index) || index <= lastIndex)
      return `the :index is ${index} after ${lastIndex}`;
    lastIndex = index;
    return null;
  }

  function operationOf(form: EdnValue): Operation | string {
    const fields = fieldsOf(form);
    if (typeof fields === 'string') return fields;
    const place = checkIndex(ednToJson(fields.get('index') ?? null)) ?? '';
    if (place !== '') return place;
    time = readTime(ednToJson(fields.get('time') ?? null), time);
    return readFields(fields, count, time);
  }

  return {
    get count() {
      return count;
    },
    read(form) {
      return inFile(name, form, () => {
        const reader = ednReader(form.text);
        const value = reader.next();
        if (value === undefined) return null;
        const operation = operationOf(value);
        if (typeof operation === 'string') throw reader.errorHere(operation);
        if (reader.next() !== undefined) throw reader.errorHere('not an operation, which is a map');
        count += 1;
        return operation;
      });
    },
  };
}

/** The operation of a form that was read before, as row `index` with its `time`. */
export function readEdnOperation(text: string, index: number, time: number): Operation | null {
  const form = ednReader(text).next();
  const fields = form === undefined ? '' : fieldsOf(form);
  const operation = typeof fields === 'string' ? '' : readFields(fields, index, time);
  return typeof operation === 'string' ? null : operation;
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

/** What is wrong within a form, told by its place in the file. */
function inFile<Result>(name: string, at: Pick<EdnForm, 'line' | 'column'>, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EdnError)) throw error;
    const line = at.line + error.line - 1;
    const column = error.line === 1 ? at.column + error.column - 1 : error.column;
    throw new HistoryError(`${name} line ${line}, column ${column}: ${error.problem}.`);
  }
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

/** The operation, or what is wrong with it. */
function readFields(fields: ReadonlyMap<string, EdnValue>, index: number, time: number): Operation | string {
  const json = (field: string): JsonValue => ednToJson(fields.get(field) ?? null);
  const type = json('type');
  if (typeof type !== 'string' || !types.has(type)) {
    return `:type must be :invoke, :ok, :fail or :info, not ${shownValue(type)}`;
  }
  const f = json('f');
  if (f === null) return 'the operation has no :f';
  const process = readProcess(untagged(fields.get('process') ?? null), type);
  if (typeof process === 'object') return process.problem;
  const error = json('error');
  const key = json('key');
  const node = json('node');
  return {
    index,
    time,
    process,
    type: type as OperationType,
    f: typeof f === 'string' ? f : JSON.stringify(f),
    value: json('value'),
    ...(key === null ? {} : { key }),
    ...(error === null ? {} : { error: typeof error === 'string' ? error : JSON.stringify(error) }),
    ...(typeof node === 'string' ? { node } : {}),
  };
}

/**
 * Jepsen takes the time before it takes the place in the history, so that times may go back a little: the order is right, and
 * the time becomes that of the operation before. -1 is how Jepsen writes that there is none.
 */
function readTime(time: JsonValue, before: number): number {
  if (typeof time !== 'number' || time === -1) return before + 1;
  return time < before && before - time < maximumDisorderNs ? before : time;
}

function readProcess(process: EdnValue, type: string): Process | { readonly problem: string } {
  const number = ednToJson(process);
  if (typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < 2 ** 31)
    return number;
  if (process !== null && typeof process === 'object' && 'name' in process) {
    // Taken for the nemesis, a client would go unjudged.
    if (process.name !== 'nemesis' && type !== 'info')
      return { problem: `a client's :process must be a number, not :${process.name}` };
    return 'nemesis';
  }
  if (process === 'nemesis') return 'nemesis';
  return { problem: `:process must be a number or :nemesis, not ${shownValue(number)}` };
}
