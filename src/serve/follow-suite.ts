// What there is to follow of a suite: its journal, read as it grows, and what it says it is at, until it has an end.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type JobRecord, parseJobRecord, readSuite, type Suite, suiteFiles } from '../store/suite.ts';
import { isSuiteAlive, readSuiteStatus } from '../store/suite-status.ts';
import { type EndedJob, type SuiteProgress, suiteProgress } from '../suite/progress.ts';
import { summarizeSuite } from '../suite/summary.ts';
import { addressOf } from './addresses.ts';
import type { Followed } from './follow.ts';
import { newLines } from './new-lines.ts';

type LinkedJob = EndedJob & {
  /** The page of its run; `null` where none was kept. */
  readonly page: string | null;
};

/** As the browser is told it. */
export type FollowedSuite = Omit<SuiteProgress, 'ended' | 'failed'> &
  Readonly<Record<'ended' | 'failed', readonly LinkedJob[]>> & {
    /** Of this moment, so that a browser with another clock counts right. */
    readonly now: string;
  };

function linked(job: EndedJob): LinkedJob {
  const [name = '', time = ''] = (job.run ?? '').split('/');
  return { ...job, page: time === '' ? null : addressOf('run', { name, time }) };
}

/**
 * A browser is told the whole each time, so that it needs nothing from before.
 * @param names of the folder of the suite, below `root`
 */
export function followedSuite(root: string, names: readonly string[]): Followed {
  const files = suiteFiles(join(root, ...names));
  let records: readonly JobRecord[] = [];
  let offset = 0;
  let told = '';
  let known: { readonly changedMs: number; readonly suite: Suite | null } = { changedMs: -1, suite: null };

  /** It may be large, and changes only at the end. */
  async function current(): Promise<Suite | null> {
    const changedMs = await stat(files.suite).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    if (changedMs !== known.changedMs) known = { changedMs, suite: await readSuite(files) };
    return known.suite;
  }

  async function outcome(suite: Suite): Promise<string | null> {
    if (suite.end === null) return (await isSuiteAlive(files)) ? null : 'cut off';
    return summarizeSuite({ suite, records }).outcome;
  }

  return {
    async look() {
      const suite = await current();
      if (suite === null) return { news: null, offset, isAll: true, outcome: 'unreadable' };
      const more = await newLines(root, [...names, 'jobs.jsonl'], offset, parseJobRecord);
      // A journal that became shorter was written anew.
      records = more.offset < offset ? more.lines : [...records, ...more.lines];
      ({ offset } = more);
      if (!more.isAll) return { news: null, offset, isAll: false, outcome: null };
      const lastMs = records.reduce((latest, { suiteMs }) => Math.max(latest, suiteMs), 0);
      const status = (await readSuiteStatus(files)) ?? { suiteMs: lastMs, running: [] };
      const { ended, failed, ...rest } = suiteProgress({ suite, records }, status);
      const now: Omit<FollowedSuite, 'now'> = {
        ...rest,
        ended: ended.map(linked),
        failed: failed.map(linked),
      };
      const text = JSON.stringify(now);
      const isNews = text !== told;
      told = text;
      const news = isNews ? [{ ...now, now: new Date().toISOString() }] : null;
      return { news, offset, isAll: true, outcome: await outcome(suite) };
    },
  };
}
