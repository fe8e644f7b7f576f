// The logs of the nodes of a saved run, line by line, as far as a page can use them.

import { constants } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileLines } from '../files/file-lines.ts';

const ending = '.log';
const mostLines = 50_000;
const longestLine = 2000;
const utf8BytesMax = 4;

/** The first lines of one node's log. */
export interface SavedNodeLog {
  readonly node: string;
  readonly lines: readonly string[];
  /** Lines beyond those. */
  readonly left: number;
}

/**
 * The logs in `RunFiles.nodes`, by name; none where there is no such folder.
 * @throws {FileError} when a log cannot be read
 */
export async function readNodeLogs(directory: string): Promise<readonly SavedNodeLog[]> {
  const names = await readdir(directory).catch(() => []);
  const logs = names.filter((name) => name.endsWith(ending)).sort();
  return Promise.all(logs.map((name) => readLog(directory, name)));
}

async function readLog(directory: string, name: string): Promise<SavedNodeLog> {
  const lines: string[] = [];
  let left = 0;
  for await (const line of fileLines(
    join(directory, name),
    longestLine * utf8BytesMax,
    constants.O_NOFOLLOW,
  )) {
    if (lines.length === mostLines) left += 1;
    else lines.push(line.slice(0, longestLine));
  }
  return { node: name.slice(0, -ending.length), lines, left };
}
