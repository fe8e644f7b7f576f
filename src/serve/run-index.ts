// Every run below the results folder as a line each, kept from one look to the next: a folder in which nothing was made
// or renamed since, and whose files are what they were, has the results it had.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findRunFolders } from '../store/list-runs.ts';
import { runFiles } from '../store/run-files.ts';
import { type RunLine, readRunLine } from './run-line.ts';

/** More are not listed; the newest are. */
const mostRuns = 100_000;
const readAtOnce = 32;
/** Looks closer together are one. */
const freshMs = 1000;

export interface IndexedRuns {
  /** Newest first. */
  readonly lines: readonly RunLine[];
  /** Older ones beyond those that are listed. */
  readonly left: number;
}

export interface RunIndex {
  runs(): Promise<IndexedRuns>;
}

interface Kept {
  readonly changed: string;
  readonly line: RunLine;
}

/** @param root the results folder; one that does not exist holds no runs */
export function createRunIndex(root: string): RunIndex {
  let kept: ReadonlyMap<string, Kept> = new Map();
  let latest: { readonly atMs: number; readonly runs: Promise<IndexedRuns> } | null = null;

  async function look(): Promise<IndexedRuns> {
    const all = await findRunFolders(root);
    const wanted = all.slice(0, mostRuns).map(({ name, time }) => join(root, name, time));
    const next = new Map<string, Kept>();
    for (let from = 0; from < wanted.length; from += readAtOnce) {
      const some = wanted.slice(from, from + readAtOnce);
      const read = await Promise.all(some.map((directory) => lineOf(directory, kept.get(directory))));
      some.forEach((directory, at) => {
        const line = read[at];
        if (line !== undefined && line !== null) next.set(directory, line);
      });
    }
    kept = next;
    return { lines: [...next.values()].map(({ line }) => line), left: all.length - wanted.length };
  }

  return {
    runs() {
      const now = performance.now();
      if (latest === null || now - latest.atMs > freshMs) {
        const runs = look();
        latest = { atMs: Number.POSITIVE_INFINITY, runs };
        // The time counts from the end of a look: one that takes long is not begun again while it lasts.
        void runs
          .finally(() => {
            latest = { atMs: performance.now(), runs };
          })
          .catch(() => undefined);
      }
      return latest.runs;
    },
  };
}

async function lineOf(directory: string, known: Kept | undefined): Promise<Kept | null> {
  const changed = await changesOf(directory);
  if (changed === null) return null;
  const isFinal = known !== undefined && known.changed === changed && isSettled(known.line);
  return isFinal ? known : { changed, line: await readRunLine(directory) };
}

/** When the folder of a run was changed, and what its line depends on in it; `null` where there is no such folder. */
async function changesOf(directory: string): Promise<string | null> {
  const { history, nodes, results } = runFiles(directory);
  const [own, ...parts] = await Promise.all(
    [directory, history, nodes, results].map((path) =>
      stat(path).then(
        ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
        () => null,
      ),
    ),
  );
  return own === null ? null : [own, ...parts].join(', ');
}

/** Results, and the end of a suite, come by a rename, which changes the folder; all else may grow without that. */
function isSettled({ kind, outcome }: RunLine): boolean {
  if (kind === 'suite') return outcome !== 'running';
  return kind === 'run' && outcome !== 'running' && outcome !== 'not judged';
}
