// A suite in which something of every kind went wrong, for tests of its page.

import { parseCondition } from '../../../src/plan/suite/threshold.ts';
import { relativeAddress } from '../../../src/report/suite-page/page-of-suite.ts';
import { type SuitePageInput } from '../../../src/report/suite-page/suite-page-input.ts';
import type { SavedSuite, Suite } from '../../../src/store/suite.ts';
import { jobResults } from '../../../src/suite/combinations.ts';
import { summarizeSuite } from '../../../src/suite/summary.ts';
import { recordOf, savedSuite } from '../../suite/saved-suite.ts';

export function pageInputOf(saved: SavedSuite): SuitePageInput {
  return {
    saved,
    summary: summarizeSuite(saved),
    results: jobResults(saved),
    time: '2030-01-01T00-00-00.000Z',
    addressOf: relativeAddress,
  };
}

/** Two canaries' runs, six others: one violation with a saved run, one tried again, one left out by the budget. */
export function troubledSuite(changes: Partial<Suite> = {}): SavedSuite {
  const condition = parseCondition('failoverMs', 'p95 < 200');
  if (condition === null) throw new Error('no condition');
  const saved = savedSuite(
    ['valid', 'violation', 'unknown', 'invalid-run', 'valid', 'valid'],
    ['valid', 'violation'],
    {
      end: 'budget',
      budgetMs: 60_000,
      thresholds: [{ over: 'together', group: null, metric: 'failoverMs', condition }],
      probes: ['leader-changed', 'torn-tail-cut'],
      ...changes,
    },
  );
  const records = saved.records
    .slice(0, -1)
    .map((record) =>
      record.outcome === 'violation'
        ? { ...record, run: 'nightly-register/2030-01-01T00-00-01.000Z' }
        : record,
    );
  const again = saved.suite.jobs.find(({ id }) => id.endsWith('seeds: register, seed 3'));
  if (again === undefined) throw new Error('no such job');
  return { ...saved, records: [...records, recordOf(again, 'valid', { attempt: 2, wallMs: 9000 })] };
}

/** The same suite with an attack in every text that a file, a database or a folder may bring. */
export function hostileSuite(evil: string): SavedSuite {
  const { suite, records, ...rest } = troubledSuite();
  const jobs = suite.jobs.map((job) => ({
    ...job,
    id: job.id + evil,
    group: job.group + evil,
    nemesis: evil,
    plan: { ...job.plan, version: evil },
  }));
  const groups = suite.groups.map((group) => ({ ...group, name: group.name + evil }));
  return {
    ...rest,
    suite: {
      ...{ ...suite, name: evil, file: evil, groups, jobs },
      builds: { [evil]: { [evil]: evil } },
      probes: [evil],
    },
    records: records.map((record) => ({
      ...record,
      job: record.job + evil,
      reason: evil,
      violations: record.violations.map(() => evil),
      run: record.run === null ? null : `javascript:alert(1)"/${evil.replaceAll('/', '')}`,
    })),
  };
}

/** The files of a suite, as they lie in its folder. */
export function filesOf({ suite, records }: SavedSuite): Readonly<Record<string, string>> {
  return {
    'suite.json': JSON.stringify(suite),
    'jobs.jsonl': records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  };
}
