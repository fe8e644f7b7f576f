// Logs that a run should have and has not: nobody can say that nothing is wrong in what cannot be read.

import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readLeftOut } from '../store/left-out.ts';
import type { EvidenceFile } from '../store/results.ts';
import type { RunFiles } from '../store/run-files.ts';

/**
 * One phrase for each node whose log cannot be looked through, beginning with the node.
 * @param recorded the files that the run was judged by, where that is on record. A node that has nothing to say writes
 *   nothing, so that an empty log alone means nothing; logs that are all empty do
 */
export async function findMissingLogs(
  files: Pick<RunFiles, 'nodes' | 'leftOut'>,
  nodes: readonly string[],
  recorded?: readonly EvidenceFile[],
): Promise<readonly string[]> {
  const leftOut = await readLeftOut(files);
  const states: { readonly node: string; readonly bytes: number; readonly problem: string }[] = [];
  for (const node of nodes) {
    const name = `${node}.log`;
    const path = `${basename(files.nodes)}/${name}`;
    const found = await stat(join(files.nodes, name)).catch(() => null);
    const bytes = found?.isFile() === true ? found.size : 0;
    const was = recorded?.find((file) => file.path === path)?.bytes ?? bytes;
    const problem = leftOut.has(path)
      ? 'not in the bundle'
      : found === null
        ? 'missing'
        : !found.isFile()
          ? 'no file'
          : bytes < was
            ? `only ${bytes} of ${was} bytes are left`
            : '';
    states.push({ node, bytes, problem });
  }
  const bad = states
    .filter(({ problem }) => problem !== '')
    .map(({ node, problem }) => `${node}: ${problem}`);
  const allEmpty = recorded === undefined && states.every(({ bytes }) => bytes === 0);
  return bad.length === 0 && allEmpty ? states.map(({ node }) => `${node}: empty`) : bad;
}
