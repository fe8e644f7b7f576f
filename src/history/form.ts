// Which form a history is in, told by the beginning of the file; its name decides where that does not. What is no text, or
// packed in a way that is not read here, is refused by what it is.

import { closeSync, readSync } from 'node:fs';
import { HistoryError } from './history-error.ts';
import { openHistory } from './lines.ts';

/** `lines` is our own form; `json` any other in JSON. */
export type HistoryForm = 'lines' | 'json' | 'edn';

const lookedAtBytes = 1 << 16;

/** First bytes of what people pack files in, or take for a history. */
const signatures: readonly (readonly [what: string, bytes: readonly number[], how: string])[] = [
  ['compressed by gzip', [0x1f, 0x8b], 'gunzip it first'],
  ['compressed by zstd', [0x28, 0xb5, 0x2f, 0xfd], 'unpack it first, with zstd -d'],
  ['compressed by xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a], 'unpack it first, with xz -d'],
  ['compressed by bzip2', [0x42, 0x5a, 0x68], 'unpack it first, with bunzip2'],
  ['compressed by lz4', [0x04, 0x22, 0x4d, 0x18], 'unpack it first, with lz4 -d'],
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04], 'unpack it first'],
  ['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf], 'unpack it first'],
  [
    "in Jepsen's binary format",
    [0x4a, 0x45, 0x50, 0x53, 0x45, 0x4e],
    'name the history.edn that Jepsen writes beside it',
  ],
  ['in UTF-16', [0xff, 0xfe], 'save it as UTF-8'],
  ['in UTF-16', [0xfe, 0xff], 'save it as UTF-8'],
];
const tarMark = 'ustar';
const tarMarkAt = 257;

/**
 * The form of the history in a file.
 * @param name what the file is called in sentences
 * @throws {HistoryError} where it is none that is read here
 */
export function formOf(path: string, name = path): HistoryForm {
  const start = startOf(path);
  for (const [what, bytes, how] of signatures)
    if (bytes.every((byte, at) => start[at] === byte)) throw new HistoryError(`${name} is ${what}: ${how}.`);
  if (start.toString('latin1', tarMarkAt, tarMarkAt + tarMark.length) === tarMark)
    throw new HistoryError(`${name} is a tar archive: unpack it first, and name the history in it.`);
  if (start.includes(0)) throw new HistoryError(`${name} is no text: a history is JSON or EDN in UTF-8.`);
  const text = start.toString('utf8').replace(/^\uFEFF/, '');
  if (path.endsWith('.jsonl')) return text.trimStart() === '' ? 'lines' : (formInJson(text) ?? 'lines');
  return formInJson(text) ?? formElse(text, path, name);
}

function startOf(path: string): Buffer {
  const { descriptor } = openHistory(path);
  try {
    const bytes = Buffer.alloc(lookedAtBytes);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** Our own form has an index in every line, and an operation in each. */
function formInJson(text: string): HistoryForm | null {
  const isArray = /^\s*\[\s*(?:\{\s*["}]|\])/.test(text) && !/^\s*\[\s*\{\s*\}/.test(text);
  if (isArray) return /^\s*\[\s*\]/.test(text) ? null : 'json';
  if (!/^\s*\{\s*"/.test(text)) return null;
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  const isWhole = /\}\s*$/.test(line);
  return /"index"\s*:\s*(?!null)\S/.test(line) || (!isWhole && !text.trimStart().includes('\n'))
    ? 'lines'
    : 'json';
}

function formElse(text: string, path: string, name: string): HistoryForm {
  if (path.endsWith('.edn')) return 'edn';
  if (path.endsWith('.json')) return 'json';
  if (/^\s*$/.test(text)) return 'edn';
  if (/^[\s,]*[([{;#]/.test(text)) return 'edn';
  if (/^\s*\S+\s+:(?:invoke|ok|fail|info)\s/.test(text))
    throw new HistoryError(
      `${name} is the text that Jepsen writes for people: name the history.edn beside it.`,
    );
  throw new HistoryError(`${name} is no history Ordeal can read: it begins neither as JSON nor as EDN.`);
}
