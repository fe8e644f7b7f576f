// Pages of single runs, made anew from their files: what a run left as report.html may be of another version of the
// harness, or of another machine, and is never sent.

import { stat } from 'node:fs/promises';
import { pageAssets } from '../report/page/page-assets.ts';
import { pageOfRun } from '../report/page/page-of-run.ts';
import { securityPolicy } from '../report/page/security-policy.ts';
import { readRun } from '../store/open-run.ts';
import { runFiles } from '../store/run-files.ts';
import type { FramedPage } from './page-frame.ts';

/** Pages kept, in characters of all together. */
const mostKept = 48e6;
/** One page is made at a time; more than these do not wait for it. */
const mostWaiting = 16;

export interface RunPages {
  /** The page of the run in a folder, `null` while too many wait. @throws {Error} where it cannot be made, with one sentence */
  pageOf(directory: string): Promise<FramedPage | null>;
}

interface KeptPage {
  readonly state: string;
  readonly html: string;
}

export function createRunPages(): RunPages {
  /** The one used last is the last. */
  const kept = new Map<string, KeptPage>();
  let waiting = 0;
  let turn: Promise<unknown> = Promise.resolve();

  async function make(directory: string): Promise<string> {
    const state = await stateOf(directory);
    const known = kept.get(directory);
    const html = known?.state === state ? known.html : await pageOfRun(await readRun(directory));
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
    async pageOf(directory) {
      if (waiting >= mostWaiting) return null;
      waiting += 1;
      const mine = turn.then(() => make(directory));
      turn = mine.catch(() => undefined);
      try {
        return { html: await mine, policy: securityPolicy(await pageAssets('run')) };
      } finally {
        waiting -= 1;
      }
    },
  };
}

/** Differs when one of the files does that a page is made of. */
async function stateOf(directory: string): Promise<string> {
  const { plan, results, history, log, progress } = runFiles(directory);
  const states = [plan, results, history, log, progress].map((path) =>
    stat(path).then(
      ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
      () => 'none',
    ),
  );
  return (await Promise.all(states)).join(', ');
}
