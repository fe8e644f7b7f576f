// Reads a saved history, whatever form it is in: `.jsonl` as runs write it, `.edn` as Jepsen writes it.

import { historyInEdn, historyInJsonl } from './file-history.ts';
import type { History } from './history.ts';
import { HistoryError } from './history-error.ts';

/**
 * Reads the columns of a history into memory, its structure checked; single operations are read from the file again.
 * @throws {HistoryError} one sentence with file and line, for whatever is wrong with it
 */
export async function readHistory(path: string): Promise<History> {
  if (path.endsWith('.jsonl')) return historyInJsonl(path);
  if (path.endsWith('.edn')) return historyInEdn(path);
  throw new HistoryError(`${path} is no history Ordeal can read: its name must end in .jsonl or .edn.`);
}
