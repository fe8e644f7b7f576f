// The history of a saved run, which may be empty: when the run never came to its load.

import { stat } from 'node:fs/promises';
import { type History, historyInMemory } from '../history/history.ts';
import { readHistory } from '../history/read.ts';

/** Reads `history.jsonl`. @throws {HistoryError} when it cannot be understood */
export async function historyOfRun(path: string): Promise<History> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  return size === 0 ? historyInMemory([]) : readHistory(path);
}
