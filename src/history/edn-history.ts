// Histories as Jepsen and Knossos write them: one map an operation, either one after another or all in one vector or
// list. Plain maps or tagged records; with or without `:index` and `:time`.

import { EdnError, type EdnReader, ednReader } from './edn-reader.ts';
import { type EdnMap, type EdnValue, ednToJson } from './edn-value.ts';
import { HistoryError } from './history-error.ts';
import type { JsonValue, Operation, OperationType, Process } from './operation.ts';

/** How far times may go back between two operations. */
const maximumDisorderNs = 1e9;

const TYPES: ReadonlySet<string> = new Set(['invoke', 'ok', 'fail', 'info']);

/**
 * The operations of an EDN text. `name` is the file, for errors.
 *
 * Positions become indexes. Anything that is no client, such as `:nemesis`, is the process `nemesis`. Independent
 * tuples stay `[key value]` pairs in `value`; the checkers see them.
 * @throws {HistoryError} naming line and column
 */
export function readEdnHistory(text: string, name: string): readonly Operation[] {
  try {
    return readOperations(ednReader(text));
  } catch (error) {
    if (error instanceof EdnError) throw new HistoryError(`${name} ${error.message}.`);
    throw error;
  }
}

function readOperations(reader: EdnReader): readonly Operation[] {
  const operations: Operation[] = [];
  for (let form = reader.next(); form !== undefined; form = reader.next()) {
    const bare = untagged(form);
    if (isSequence(bare)) {
      if (operations.length > 0) throw reader.errorHere('a list of operations after single ones');
      bare.items.forEach((item, position) => {
        operations.push(readOperation(item, operations.at(-1), reader, `item ${position + 1}: `));
      });
    } else operations.push(readOperation(bare, operations.at(-1), reader, ''));
  }
  return operations;
}

function untagged(value: EdnValue): EdnValue {
  let bare = value;
  while (bare !== null && typeof bare === 'object' && bare.type === 'tagged') bare = bare.value;
  return bare;
}

function isSequence(value: EdnValue): value is Extract<EdnValue, { readonly items: unknown }> {
  return value !== null && typeof value === 'object' && (value.type === 'vector' || value.type === 'list');
}

function isMap(value: EdnValue): value is EdnMap {
  return value !== null && typeof value === 'object' && value.type === 'map';
}

function readOperation(
  form: EdnValue,
  before: Operation | undefined,
  reader: EdnReader,
  place: string,
): Operation {
  const map = untagged(form);
  if (!isMap(map)) throw reader.errorHere(`${place}not an operation, which is a map`);
  const fields = new Map<string, EdnValue>();
  for (const [key, value] of map.entries) {
    if (key !== null && typeof key === 'object' && key.type === 'keyword')
      fields.set(key.name, untagged(value));
  }
  const json = (field: string): JsonValue => ednToJson(fields.get(field) ?? null);
  const type = json('type');
  if (typeof type !== 'string' || !TYPES.has(type)) {
    throw reader.errorHere(`${place}:type must be :invoke, :ok, :fail or :info, not ${JSON.stringify(type)}`);
  }
  const f = json('f');
  if (f === null) throw reader.errorHere(`${place}the operation has no :f`);
  const error = json('error');
  const key = json('key');
  const node = json('node');
  return {
    index: before === undefined ? 0 : before.index + 1,
    time: readTime(json('time'), before?.time ?? -1),
    process: readProcess(fields.get('process') ?? null, type, reader, place),
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

function readProcess(process: EdnValue, type: string, reader: EdnReader, place: string): Process {
  if (typeof process === 'number' && Number.isInteger(process)) return process;
  if (process !== null && typeof process === 'object' && 'name' in process) {
    // Taken for the nemesis, a client would go unjudged.
    if (process.name !== 'nemesis' && type !== 'info')
      throw reader.errorHere(`${place}a client's :process must be a number, not :${process.name}`);
    return 'nemesis';
  }
  if (process === 'nemesis') return 'nemesis';
  throw reader.errorHere(
    `${place}:process must be a number or :nemesis, not ${JSON.stringify(ednToJson(process))}`,
  );
}
