// Logs that a run should have and has not: nobody can say that nothing is wrong in what cannot be read.

import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readLeftOut } from '../store/left-out.ts';
import type { RunFiles } from '../store/run-files.ts';

/** One phrase for each node without a log, beginning with the node. A node writes that it starts, so none is empty. */
export async function findMissingLogs(
  files: Pick<RunFiles, 'nodes' | 'leftOut'>,
  nodes: readonly string[],
): Promise<readonly string[]> {
  const leftOut = await readLeftOut(files);
  const missing: string[] = [];
  for (const node of nodes) {
    const name = `${node}.log`;
    const found = await stat(join(files.nodes, name)).catch(() => null);
    if (leftOut.has(`${basename(files.nodes)}/${name}`)) missing.push(`${node}: not in the bundle`);
    else if (found === null) missing.push(`${node}: missing`);
    else if (!found.isFile()) missing.push(`${node}: no file`);
    else if (found.size === 0) missing.push(`${node}: empty`);
  }
  return missing;
}
