// Reads `history.jsonl`: one JSON object a line. A last line without its end, as a killed harness leaves it, is left
// out and reported; anything else that is wrong is one error with the number of the line.

import { HistoryError } from './history-error.ts';
import { forEachLine } from './lines.ts';
import type { Operation } from './operation.ts';
import { createStructureCheck } from './structure.ts';

const byteOrderMark = '\uFEFF';

const types: ReadonlySet<unknown> = new Set(['invoke', 'ok', 'fail', 'info']);

/** What reading found beside the operations. */
export interface ReadReport {
  readonly count: number;
  /** One sentence where the last line was torn and left out; `null` where the file is whole. */
  readonly torn: string | null;
}

/**
 * Calls back with every operation in order; memory does not grow with the file.
 * @throws {HistoryError} for an empty history, a broken line, or a history that makes no sense
 */
export function forEachOperation(path: string, onOperation: (operation: Operation) => void): ReadReport {
  const structure = createStructureCheck();
  let lineNumber = 0;
  let count = 0;
  let torn: string | null = null;
  forEachLine(path, (line, complete) => {
    lineNumber += 1;
    const place = `${path} line ${lineNumber}`;
    const text = lineNumber === 1 && line.startsWith(byteOrderMark) ? line.slice(1) : line;
    if (text.trim() === '') return;
    const problem = parse(text);
    if (typeof problem === 'string') {
      if (complete) throw new HistoryError(`${place}: ${problem}.`);
      torn = `${place}, the last, is torn and was left out.`;
      return;
    }
    structure.add(problem, place);
    count += 1;
    onOperation(problem);
  });
  if (count === 0) {
    const why = torn === null ? 'is empty' : 'holds no whole line';
    throw new HistoryError(`${path} ${why}: there is no operation to judge.`);
  }
  return { count, torn };
}

/** Reads a whole history into memory. @throws {HistoryError} as `forEachOperation` */
export function readJsonl(path: string): {
  readonly operations: readonly Operation[];
  readonly torn: string | null;
} {
  const operations: Operation[] = [];
  const { torn } = forEachOperation(path, (operation) => void operations.push(operation));
  return { operations, torn };
}

/** The operation, or what is wrong with the line. */
function parse(line: string): Operation | string {
  let value: unknown;
  try {
    value = JSON.parse(longInteger.test(line) ? withLongIntegersAsText(line) : line);
  } catch {
    return `this is not JSON: ${excerpt(line)}`;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `this is no object: ${excerpt(line)}`;
  return wrongField(value as Readonly<Record<string, unknown>>) ?? (value as Operation);
}

/** Sixteen digits are the fewest that a double may not hold exactly. */
const longInteger = /\d{16}/;
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Two integers that one double stands for must stay two values: beyond 2^53 they become strings, as in EDN. */
function withLongIntegersAsText(line: string): string {
  let field = '';
  return line.replace(stringOrNumber, (token) => {
    if (token.startsWith('"')) {
      field = token;
      return token;
    }
    const exact = !/^-?\d+$/.test(token) || Number.isSafeInteger(Number(token));
    // A time is only ever compared, and lost nanoseconds change nothing.
    return exact || field === '"time"' || field === '"index"' ? token : `"${token}"`;
  });
}

function wrongField(line: Readonly<Record<string, unknown>>): string | null {
  if (!Number.isSafeInteger(line['index'])) return 'field "index" must be a whole number';
  if (typeof line['time'] !== 'number') return 'field "time" must be a number (nanoseconds since the start)';
  const { process } = line;
  if (process !== 'nemesis' && !(Number.isSafeInteger(process) && (process as number) >= 0)) {
    return 'field "process" must be a whole number from 0, or "nemesis"';
  }
  if (!types.has(line['type'])) return 'field "type" must be "invoke", "ok", "fail" or "info"';
  if (typeof line['f'] !== 'string') return 'field "f" must be a string';
  if (line['value'] === undefined) return 'field "value" is missing (null where there is none)';
  return null;
}

function excerpt(line: string): string {
  const shown = line.slice(0, 60).replaceAll(/\p{Cc}/gu, '?');
  return line.length > 60 ? `${shown}...` : shown;
}
