// Did a node crash by itself? Looks through the collected node logs, one JSON object a line, for the events that a
// node writes before it gives up. A node killed by the nemesis writes none.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultPackage } from '../../nemesis/fault.ts';
import { fileLines } from '../files/file-lines.ts';

const panicEvents: ReadonlySet<unknown> = new Set(['panic', 'halt']);
const mostPanicsPerNode = 10;
const excerptLength = 300;
const lineBytesMax = 1 << 20;

/**
 * Every panic in `<directory>/<node>.log`, as `<node>: <line>`; none where there is no such folder.
 * @param packages the faults of the run: halts they expect of a sound node are left out
 */
export async function findNodePanics(
  directory: string,
  packages: readonly Pick<FaultPackage, 'expectedHalt'>[] = [],
): Promise<readonly string[]> {
  const expected = packages.flatMap(({ expectedHalt }) => (expectedHalt === undefined ? [] : [expectedHalt]));
  const names = await readdir(directory).catch(() => []);
  const panics: string[] = [];
  for (const name of names.filter((name) => name.endsWith('.log')).sort()) {
    const node = name.slice(0, -'.log'.length);
    for (const line of await panicsIn(join(directory, name), expected)) panics.push(`${node}: ${line}`);
  }
  return panics;
}

async function panicsIn(path: string, expected: readonly RegExp[]): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const line of fileLines(path, lineBytesMax)) {
    if (isPanic(line, expected)) found.push(line.slice(0, excerptLength));
    if (found.length === mostPanicsPerNode) break;
  }
  return found;
}

function isPanic(line: string, expected: readonly RegExp[]): boolean {
  // Most lines are neither; parsing all of them would take longer than the checkers.
  if (!line.includes('"panic"') && !line.includes('"halt"')) return false;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('event' in value)) return false;
    if (value.event === 'halt' && expected.some((pattern) => pattern.test(line))) return false;
    return panicEvents.has(value.event);
  } catch {
    return false;
  }
}
