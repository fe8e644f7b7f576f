// Whether a history in memory makes sense.

import { createColumnBuilder } from './column-builder.ts';
import type { Operation } from './operation.ts';

/** The first thing wrong with indexes, times or pairs, and where; null when nothing is. */
export function structureProblem(history: readonly Operation[]): string | null {
  const builder = createColumnBuilder(history.length);
  for (const operation of history) {
    const problem = builder.add(operation);
    if (problem !== null) return `operation ${builder.store.length}: ${problem}`;
  }
  return null;
}
