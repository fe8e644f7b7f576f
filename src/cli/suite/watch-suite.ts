// Whoever watches a suite: the screen of a terminal, redrawn every second, and a file for those who look from outside.

import type { SuiteJob } from '../../plan/suite/suite-jobs.ts';
import type { Screen } from '../../report/screen.ts';
import { suiteScreen } from '../../report/suite-screen.ts';
import { canariesOf, type JobRecord, type Suite, type SuiteFiles } from '../../store/suite.ts';
import { removeSuiteStatus, type SuiteStatus, saveSuiteStatus } from '../../store/suite-status.ts';
import { endKind, suiteProgress } from '../../suite/progress.ts';
import { jobLine } from './suite-lines.ts';

const everyMs = 1000;

export interface SuiteWatch {
  begun(job: SuiteJob, attempt: number): void;
  /** How the run of a job goes. */
  doing(job: SuiteJob, text: string): void;
  /** An attempt has ended, and is on record. */
  ended(record: JobRecord): void;
  /** Takes away what moves, and the file. */
  close(): void;
}

export interface Watched {
  readonly files: SuiteFiles;
  readonly suite: Suite;
  /** Every attempt that ended; it grows. */
  readonly records: readonly JobRecord[];
  readonly suiteMs: () => number;
  readonly screen: Screen;
}

/** Shows at once where a suite stands, and from then on. */
export function watchSuite({ files, suite, records, suiteMs, screen }: Watched): SuiteWatch {
  const running = new Map<string, SuiteStatus['running'][number]>();
  const canaries = canariesOf(suite);
  const groupOf = new Map(suite.jobs.map(({ id, group }) => [id, group]));
  const show = (): void => {
    const status = { suiteMs: suiteMs(), running: [...running.values()] };
    saveSuiteStatus(files, status);
    if (screen.live)
      screen.status(suiteScreen(suiteProgress({ suite, records }, status), Date.now(), screen));
  };
  const timer = setInterval(show, everyMs);
  show();
  return {
    begun: ({ id }, attempt) =>
      void running.set(id, { job: id, attempt, startedAt: new Date().toISOString(), doing: '' }),
    doing({ id }, text) {
      const known = running.get(id);
      if (known !== undefined) running.set(id, { ...known, doing: text });
    },
    ended(record) {
      running.delete(record.job);
      const isCanary = canaries.has(groupOf.get(record.job) ?? '');
      // A screen that shows the whole has no need of a line for what went well.
      if (!screen.live || endKind(record, isCanary) === 'bad') screen.line(jobLine(record, isCanary, screen));
    },
    close() {
      clearInterval(timer);
      screen.clearStatus();
      removeSuiteStatus(files);
    },
  };
}
