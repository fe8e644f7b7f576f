// One line of `history.jsonl` by JSON.parse: for lines that are out of the ordinary, and to show single ones.

import { isUtf8 } from 'node:buffer';
import { mayHoldLongIntegers, withLongIntegersAsText } from './long-integers.ts';
import type { Operation } from './operation.ts';

const types: ReadonlySet<unknown> = new Set(['invoke', 'ok', 'fail', 'info']);
const maximumProcess = 2 ** 31 - 1;
const maximumDepth = 256;

/** The operation, what is wrong with the line, or `null` for a line that is blank. */
export function parseLine(bytes: Buffer): Operation | string | null {
  if (!isUtf8(bytes)) return `this is not UTF-8 text: ${excerpt(bytes.toString('utf8', 0, 240))}`;
  const line = bytes.toString('utf8');
  if (line.trim() === '') return null;
  const { depth, members } = shapeOf(bytes);
  if (depth > maximumDepth) return `this is nested deeper than ${maximumDepth}: ${excerpt(line)}`;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return `this is not JSON: ${excerpt(line)}`;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `this is no object: ${excerpt(line)}`;
  if (mayHoldLongIntegers(line)) value = JSON.parse(withLongIntegersAsText(line));
  const fields = value as Readonly<Record<string, unknown>>;
  // The parser keeps the last of two fields of one name: which one is right nobody knows.
  if (Object.keys(fields).length < members) return `a field is there twice: ${excerpt(line)}`;
  return wrongField(fields) ?? withTextualError(fields);
}

/** How deep brackets are nested, and how many members the outermost have; those inside strings do not count. */
function shapeOf(bytes: Uint8Array): { readonly depth: number; readonly members: number } {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at] as number;
    if (code === 0x22) inString = !inString;
    else if (inString) at += code === 0x5c ? 1 : 0;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
    else if (code === 0x3a && depth === 1) members += 1;
  }
  return { depth: deepest, members };
}

function wrongField(line: Readonly<Record<string, unknown>>): string | null {
  const { index } = line;
  if (!Number.isSafeInteger(index) || (index as number) < 0)
    return 'field "index" must be a whole number from 0';
  const { time, process, node } = line;
  if (typeof time !== 'number' || !Number.isFinite(time) || time < 0)
    return 'field "time" must be a number from 0 (nanoseconds since the start)';
  if (process !== 'nemesis' && !isProcess(process))
    return `field "process" must be a whole number from 0 to ${maximumProcess}, or "nemesis"`;
  if (!types.has(line['type'])) return 'field "type" must be "invoke", "ok", "fail" or "info"';
  if (typeof line['f'] !== 'string') return 'field "f" must be a string';
  if (line['value'] === undefined) return 'field "value" is missing (null where there is none)';
  if (node !== undefined && typeof node !== 'string') return 'field "node" must be a string';
  return null;
}

function isProcess(process: unknown): boolean {
  return Number.isSafeInteger(process) && (process as number) >= 0 && (process as number) <= maximumProcess;
}

/** An error may be any JSON; what is no string is kept as its text. */
function withTextualError(line: Readonly<Record<string, unknown>>): Operation {
  const { error } = line;
  if (error === undefined || typeof error === 'string') return line as unknown as Operation;
  return { ...line, error: JSON.stringify(error) } as unknown as Operation;
}

function excerpt(line: string): string {
  const shown = line.slice(0, 60).replaceAll(/\p{Cc}/gu, '?');
  return line.length > 60 ? `${shown}...` : shown;
}
