// Judging on behalf of a command: budgets, and histories that hold nothing yet.

import { stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { Budget } from '../checkers/checker.ts';
import { type History, historyInMemory } from '../history/history.ts';
import { readHistory } from '../history/read.ts';

const checkTimeMs = 120_000;
const mostMemoryBytes = 2 * 2 ** 30;

/** For each checker: two minutes, and a quarter of the machine's memory up to 2 GiB. */
export function checkerBudget(): Budget {
  return { timeMs: checkTimeMs, memoryBytes: Math.min(mostMemoryBytes, Math.floor(totalmem() / 4)) };
}

/** The history a run has just written, which may be empty when the run never came to its load. */
export async function historyOfRun(path: string): Promise<History> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  return size === 0 ? historyInMemory([]) : readHistory(path);
}
