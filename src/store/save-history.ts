// Writes what a simulated run kept in memory into the folder of a run, in the form that a real run leaves there.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Operation } from '../history/operation.ts';
import { type ProgressRecord, progressLine } from './progress.ts';
import type { RunFiles } from './run-files.ts';
import { storeErrorOf } from './store-error.ts';

const operationsPerPiece = 5_000;

/** What a node wrote to its log. */
export interface TextOfNode {
  readonly node: string;
  readonly text: string;
}

/** What a simulated run kept. */
export interface RunInMemory {
  readonly history: readonly Operation[];
  readonly nodeLogs: readonly TextOfNode[];
  readonly progress: readonly ProgressRecord[];
}

/**
 * Writes history.jsonl, progress.jsonl and the node logs.
 * @throws {StoreError} when they cannot be written
 */
export async function saveHistory(
  files: RunFiles,
  { history, nodeLogs, progress }: RunInMemory,
): Promise<void> {
  try {
    const pieces: string[] = [];
    for (let from = 0; from < history.length; from += operationsPerPiece) {
      const piece = history.slice(from, from + operationsPerPiece);
      pieces.push(`${piece.map((operation) => JSON.stringify(operation)).join('\n')}\n`);
    }
    await writeFile(files.history, pieces);
    await writeFile(files.progress, progress.map(progressLine).join(''));
    await Promise.all(nodeLogs.map(({ node, text }) => writeFile(join(files.nodes, `${node}.log`), text)));
  } catch (error) {
    throw storeErrorOf(files.directory, 'written', error);
  }
}
