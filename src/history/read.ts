// Reads a saved history, whatever form it is in: `.jsonl` as runs write it, `.edn` as Jepsen writes it.

import { readFile } from 'node:fs/promises';
import { createColumnBuilder } from './column-builder.ts';
import { historyInFile } from './file-history.ts';
import { type History, historyInMemory } from './history.ts';
import { HistoryError } from './history-error.ts';
import type { Operation } from './operation.ts';

/**
 * Reads a history into memory, its structure checked.
 * @throws {HistoryError} one sentence with file and line, for whatever is wrong with it
 */
export async function readHistory(path: string): Promise<History> {
  if (path.endsWith('.jsonl')) return historyInFile(path);
  if (path.endsWith('.edn')) return historyInMemory(await readEdn(path));
  throw new HistoryError(`${path} is no history Ordeal can read: its name must end in .jsonl or .edn.`);
}

async function readEdn(path: string): Promise<readonly Operation[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new HistoryError(
      error.code === 'ENOENT'
        ? `There is no history at ${path}.`
        : `${path} cannot be read: ${error.message}.`,
    );
  });
  // Few histories come in this form; the reader is loaded only for those.
  const { readEdnHistory } = await import('./edn-history.ts');
  const operations = readEdnHistory(text, path);
  if (operations.length === 0) throw new HistoryError(`${path} is empty: there is no operation to judge.`);
  const builder = createColumnBuilder(operations.length);
  for (const operation of operations) {
    const problem = builder.add(operation);
    if (problem !== null) throw new HistoryError(`${path} operation ${operation.index + 1}: ${problem}.`);
  }
  return operations;
}
