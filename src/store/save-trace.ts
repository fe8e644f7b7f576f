// The trace of a run as text: one line per event, in a form that can be compared with `diff`.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFiles } from './run-files.ts';
import { storeErrorOf } from './store-error.ts';

/** Where a run's trace is. */
export function traceFile(files: RunFiles): string {
  return join(files.directory, 'trace.txt');
}

/**
 * Writes the last lines of a trace.
 * @param droppedLines how many came before them
 * @throws {StoreError} when it cannot be written
 */
export async function saveTrace(
  files: RunFiles,
  lines: readonly string[],
  droppedLines: number,
): Promise<void> {
  const path = traceFile(files);
  const note =
    droppedLines === 0 ? [] : [`# ${droppedLines} lines before these; ordeal replay --trace writes all`];
  try {
    await writeFile(path, `${[...note, ...lines].join('\n')}\n`);
  } catch (error) {
    throw storeErrorOf(path, 'written', error);
  }
}
