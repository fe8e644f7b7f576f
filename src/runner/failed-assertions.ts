// Lines of the collected node logs that say that an assertion failed, in the words of the usual languages and test
// libraries. Logs may be of any form: a database under test writes what it likes.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileLines } from '../files/file-lines.ts';

const failed =
  /\bassert(?:ion)?\b[^"]{0,80}?\bfailed\b|\bfailed assertion\b|\bAssertionError\b|\bTRAP: failed Assert\b|\binvariant (?:violat|broken|failed)/i;
const mostPerNode = 10;
const excerptLength = 300;
const lineBytesMax = 1 << 20;

/** Every such line in `<directory>/<node>.log`, as `<node>: <line>`; none where there is no such folder. */
export async function findFailedAssertions(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  const found: string[] = [];
  for (const name of names.filter((name) => name.endsWith('.log')).sort()) {
    const node = name.slice(0, -'.log'.length);
    let count = 0;
    for await (const line of fileLines(join(directory, name), lineBytesMax)) {
      if (!failed.test(line)) continue;
      found.push(`${node}: ${line.slice(0, excerptLength)}`);
      count += 1;
      if (count === mostPerNode) break;
    }
  }
  return found;
}
