// What there is to follow of a run: the lines it appends to its progress file, until there are results.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseProgress } from '../store/progress.ts';
import { readJson } from '../store/read-json.ts';
import { resultsSchema } from '../store/results.ts';
import { runFiles } from '../store/run-files.ts';
import type { Followed } from './follow.ts';
import { newLines } from './new-lines.ts';

/** @param names of the folder of the run, below `root` */
export function followedRun(root: string, names: readonly string[]): Followed {
  return {
    async look(from) {
      const { lines, offset, isAll } = await newLines(
        root,
        [...names, 'progress.jsonl'],
        from,
        parseProgress,
      );
      const outcome = isAll ? await outcomeIn(join(root, ...names)) : null;
      return { news: lines.length === 0 ? null : lines, offset, isAll, outcome };
    },
  };
}

/** How the run ended, `null` while it has no results. */
async function outcomeIn(directory: string): Promise<string | null> {
  const { results } = runFiles(directory);
  if (
    await stat(results).then(
      () => false,
      () => true,
    )
  )
    return null;
  return readJson(results, resultsSchema.pick({ outcome: true })).then(
    (found) => found?.outcome ?? null,
    () => 'unreadable',
  );
}
