// A suite of runs as test cases: a set for each group, a case for each run, and one set for what the suite as a whole has to
// meet. A canary is one case, which passes where the broken build was caught.

import type { JobRecord, SavedSuite, Suite } from '../store/suite.ts';
import { lastAttempts, type SuiteSummary } from '../suite/summary.ts';
import { passedCase, type TestCase, type TestSuite, type Traces, traceLines } from './test-cases.ts';

type TracesOf = (record: JobRecord) => Traces;

function caseOf(record: JobRecord, traces: Traces): TestCase {
  const { job, outcome, violations, reason, wallMs } = record;
  const seconds = wallMs / 1000;
  if (outcome === 'valid') return passedCase(job, seconds);
  const found = violations.length === 0 ? outcome : violations.join(', ');
  const message = reason === '' ? found : `${found}: ${reason}`;
  const end = outcome === 'violation' || outcome === 'threshold-missed' ? 'failed' : 'error';
  return { name: job, end, message, story: [message, ...traceLines(traces)], seconds };
}

function missing(job: string): TestCase {
  const message = 'It was not run.';
  return { name: job, end: 'error', message, story: [message], seconds: 0 };
}

function canaryCase(summary: SuiteSummary, name: string, seconds: number): TestCase {
  const problem = summary.problems.find((sentence) => sentence.startsWith(`Canary ${name} `));
  const about = `the broken build of ${name} is caught`;
  if (problem === undefined) return passedCase(about, seconds);
  return { name: about, end: 'failed', message: problem, story: [problem], seconds };
}

/** What a budget left out is no failure. */
function casesOf(
  { suite, records }: SavedSuite,
  group: Suite['groups'][number],
  summary: SuiteSummary,
  tracesOf: TracesOf,
): readonly TestCase[] {
  const last = new Map(lastAttempts({ suite, records }).map((record) => [record.job, record]));
  const jobs = suite.jobs.filter((job) => job.group === group.name);
  if (group.isCanary) {
    const wallMs = jobs.reduce((sum, { id }) => sum + (last.get(id)?.wallMs ?? 0), 0);
    return [canaryCase(summary, group.name, wallMs / 1000)];
  }
  return jobs.flatMap(({ id }) => {
    const record = last.get(id);
    if (record !== undefined) return [caseOf(record, tracesOf(record))];
    return summary.end === 'budget' ? [] : [missing(id)];
  });
}

/** The suite as sets of cases. */
export function suitesOfSuite(
  saved: SavedSuite,
  summary: SuiteSummary,
  tracesOf: TracesOf,
): readonly TestSuite[] {
  const { suite } = saved;
  const common = { startedAt: suite.startedAt, properties: { suite: suite.name, digest: suite.digest } };
  const groups = suite.groups.map((group): TestSuite => {
    const cases = casesOf(saved, group, summary, tracesOf);
    const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
    return { ...common, name: `ordeal ${suite.name} ${group.name}`, seconds, cases, notes: [] };
  });
  const whole = summary.problems.filter((problem) => !problem.startsWith('Canary '));
  const cases =
    whole.length === 0
      ? [passedCase('what all runs together have to meet', 0)]
      : whole.map(
          (problem): TestCase => ({
            name: problem,
            end: problem.startsWith('Threshold') ? 'failed' : 'error',
            message: problem,
            story: [problem],
            seconds: 0,
          }),
        );
  return [
    ...groups,
    { ...common, name: `ordeal ${suite.name}`, seconds: summary.suiteMs / 1000, cases, notes: [] },
  ];
}
