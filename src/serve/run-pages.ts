// Pages of runs, batches and suites, made anew from their files: what a run left as report.html may be of another version of the
// harness, or of another machine, and is never sent.

import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pageOfBatch } from '../report/batch-page/page-of-batch.ts';
import { pageAssets } from '../report/page/page-assets.ts';
import { pageOfRun } from '../report/page/page-of-run.ts';
import { securityPolicy } from '../report/page/security-policy.ts';
import { pageOfSuite } from '../report/suite-page/page-of-suite.ts';
import { batchFiles, readBatch } from '../store/batch.ts';
import { filesBelow } from '../store/evidence-files.ts';
import { readRun, withLookedAtEvidence } from '../store/open-run.ts';
import { runFiles } from '../store/run-files.ts';
import { StoreError } from '../store/store-error.ts';
import { readSavedSuite, suiteFiles } from '../store/suite.ts';
import { addressOf } from './addresses.ts';
import type { FramedPage } from './page-frame.ts';

/** Pages kept, in characters of all together. */
const mostKept = 48e6;
/** One page is made at a time; more than these do not wait for it. */
const mostWaiting = 16;

type SavedKind = 'run' | 'batch' | 'suite';

export interface RunPages {
  /** The page of what is in a folder, `null` while too many wait. @throws {Error} where it cannot be made, with one sentence */
  pageOf(directory: string, kind: SavedKind): Promise<FramedPage | null>;
}

const makers: Readonly<Record<SavedKind, (directory: string) => Promise<string>>> = {
  run: async (directory: string): Promise<string> =>
    pageOfRun(await withLookedAtEvidence(await readRun(directory)), undefined, (path) =>
      addressOf(
        'file',
        { name: basename(dirname(directory)), time: basename(directory) },
        ...path.split('/'),
      ),
    ),
  batch: async (directory: string): Promise<string> => {
    const saved = await readBatch(directory);
    if (saved === null)
      throw new StoreError(`${directory} holds no batch.json, so it is not a batch of seeds.`);
    return pageOfBatch(await readRun(directory), saved, (name, time) => addressOf('run', { name, time }));
  },
  suite: async (directory: string): Promise<string> => {
    const saved = await readSavedSuite(directory);
    if (saved === null) throw new StoreError(`${directory} holds no suite.json, so it is not a suite.`);
    return pageOfSuite(saved, (name, time) => addressOf('run', { name, time }));
  },
};

interface KeptPage {
  readonly state: string;
  readonly html: string;
}

export function createRunPages(): RunPages {
  /** The one used last is the last. */
  const kept = new Map<string, KeptPage>();
  let waiting = 0;
  let turn: Promise<unknown> = Promise.resolve();

  async function make(directory: string, kind: SavedKind): Promise<string> {
    const state = await stateOf(directory);
    const known = kept.get(directory);
    const html = known?.state === state ? known.html : await makers[kind](directory);
    kept.delete(directory);
    kept.set(directory, { state, html });
    let length = [...kept.values()].reduce((sum, page) => sum + page.html.length, 0);
    for (const [oldest, page] of kept) {
      if (length <= mostKept) break;
      kept.delete(oldest);
      length -= page.html.length;
    }
    return html;
  }

  return {
    async pageOf(directory, kind) {
      if (waiting >= mostWaiting) return null;
      waiting += 1;
      const mine = turn.then(() => make(directory, kind));
      turn = mine.catch(() => undefined);
      try {
        return {
          html: await mine,
          policy: securityPolicy(await pageAssets(kind === 'run' ? 'run' : 'suite')),
        };
      } finally {
        waiting -= 1;
      }
    },
  };
}

/** Differs when one of the files does that a page is made of. */
async function stateOf(directory: string): Promise<string> {
  const { plan, results, history, log, progress, nodes } = runFiles(directory);
  const { suite, jobs } = suiteFiles(directory);
  const { batch, seeds } = batchFiles(directory);
  const own = [plan, results, history, log, progress, suite, jobs, batch, seeds];
  const states = [...own, ...(await filesBelow(nodes))].map((path) =>
    stat(path).then(
      ({ mtimeMs, size }) => `${path} ${mtimeMs} ${size}`,
      () => 'none',
    ),
  );
  return (await Promise.all(states)).join(', ');
}
