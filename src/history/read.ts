// Reads a saved history, whatever form it is in: `.jsonl` as runs write it, `.edn` as Jepsen writes it.

import { HistoryError } from './history-error.ts';
import { readJsonl } from './jsonl.ts';
import type { Operation } from './operation.ts';

export interface History {
  readonly operations: readonly Operation[];
  /** One sentence where a torn last line was left out; `null` where the file is whole. */
  readonly torn: string | null;
}

/**
 * Reads a history into memory, its structure checked.
 * @throws {HistoryError} one sentence with file and line, for whatever is wrong with it
 */
export async function readHistory(path: string): Promise<History> {
  if (path.endsWith('.jsonl')) return readJsonl(path);
  throw new HistoryError(`${path} is no history Ordeal can read: its name must end in .jsonl or .edn.`);
}
