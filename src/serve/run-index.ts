// Every run below the results folder as a line each, kept from one look to the next: a folder in which nothing was made
// or renamed since has the results it had.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findRunFolders } from '../store/list-runs.ts';
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
  readonly changedMs: number;
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
  const changedMs = await stat(directory).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
  if (changedMs === null) return null;
  const isFinal = known !== undefined && known.changedMs === changedMs && isSettled(known.line);
  return isFinal ? known : { changedMs, line: await readRunLine(directory) };
}

/** Results, and the end of a suite, come by a rename, which changes the folder; all else may grow without that. */
function isSettled({ kind, outcome }: RunLine): boolean {
  if (kind === 'suite') return outcome !== 'running';
  return kind === 'run' && outcome !== 'running' && outcome !== 'not judged';
}
