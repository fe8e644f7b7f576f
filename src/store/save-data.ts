// What was on the disks of the nodes, in the folder of a run; or the reason why it is not there.

import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileError, readRegularFile, readTextFile } from '../files/regular-file.ts';
import { dataDirectoryOf, missingDataFile } from './run-files.ts';

/** Of one file on the disk of a node: far more than a run may leave there. */
const largestFileBytes = 1 << 30;
const longestReasonBytes = 1 << 16;

/** Files by name. */
export type NodeData = ReadonlyMap<string, Uint8Array>;

/** Writes the files of a node. @throws what the file system does */
export async function saveNodeData(nodes: string, node: string, data: NodeData): Promise<void> {
  const directory = dataDirectoryOf(nodes, node);
  // Under its own name only once it is whole: half of a log is easily taken for all of it.
  const partial = `${directory}.partial`;
  await mkdir(partial, { recursive: true });
  for (const [name, content] of data) await writeFile(join(partial, name), content);
  await rename(partial, directory);
}

/** Notes why the files of a node are missing. @throws what the file system does */
export async function noteMissingData(nodes: string, node: string, reason: string): Promise<void> {
  const path = missingDataFile(nodes, node);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${reason}\n`);
}

/** The files of a node; a text is the reason why they are missing; `null` where nothing is known of them. */
export async function readNodeData(nodes: string, node: string): Promise<NodeData | string | null> {
  const directory = dataDirectoryOf(nodes, node);
  try {
    const names = await readdir(directory);
    return new Map(names.map((name) => [name, readRegularFile(join(directory, name), largestFileBytes)]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      return `its data cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  try {
    return readTextFile(missingDataFile(nodes, node), longestReasonBytes).trim();
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}
