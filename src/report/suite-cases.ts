// A suite of runs as test cases: a set for each group, a case for each run, and one set for what the suite as a whole has to
// meet. A canary is one case, which passes where the broken build was caught.

import type { JobRecord, SavedSuite, Suite } from '../store/suite.ts';
import { lastAttempts, type SuiteSummary } from '../suite/summary.ts';
import { passedCase, type TestCase, type TestSuite, type Traces, traceLines } from './test-cases.ts';

type TracesOf = (record: JobRecord) => Traces;

function caseOf(name: string, record: JobRecord, traces: Traces): TestCase {
  const { job, outcome, violations, reason, wallMs } = record;
  const seconds = wallMs / 1000;
  if (outcome === 'valid') return passedCase(name, seconds);
  const found = violations.length === 0 ? outcome : violations.join(', ');
  const message = reason === '' ? found : `${found}: ${reason}`;
  const end = outcome === 'violation' || outcome === 'threshold-missed' ? 'failed' : 'error';
  return { name, end, message, details: [message, job, ...traceLines(traces)], seconds };
}

function missing({ id, test = id }: Suite['jobs'][number]): TestCase {
  const message = 'It was not run.';
  return { name: test, end: 'error', message, details: [message, id], seconds: 0 };
}

function canaryCase(summary: SuiteSummary, name: string, seconds: number): TestCase {
  const problem = summary.problems.find((sentence) => sentence.startsWith(`Canary ${name} `));
  const about = `the broken build of ${name} is caught`;
  if (problem === undefined) return passedCase(about, seconds);
  return { name: about, end: 'failed', message: problem, details: [problem], seconds };
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
  return jobs.flatMap((job) => {
    const { id, test = id } = job;
    const record = last.get(id);
    if (record !== undefined) return [caseOf(test, record, tracesOf(record))];
    return summary.end === 'budget' ? [] : [missing(job)];
  });
}

/** A case with the same name every night, whatever was measured. */
function required(name: string, isMet: boolean, end: 'failed' | 'error', message: string): TestCase {
  return isMet ? passedCase(name, 0) : { name, end, message, details: [message], seconds: 0 };
}

/** What all runs together have to meet; a part of a suite says nothing of that. */
function casesOfWhole(summary: SuiteSummary): readonly TestCase[] {
  const { isWhole, thresholds, probes, problems } = summary;
  const other = problems.filter((problem) => !/^(Canary|Threshold missed|Condition) /.test(problem));
  const asked = thresholds.filter(
    ({ over, measured }) => isWhole || (over === 'eachRun' && measured !== null),
  );
  return [
    required('the suite ran to its end', other.length === 0, 'error', other.join(' ')),
    ...asked.map(({ text, group, found, met }) =>
      required(
        `${text}${group === null ? '' : ` in ${group}`}`,
        met,
        'failed',
        `Threshold missed: ${text}; ${found}.`,
      ),
    ),
    ...(isWhole ? Object.entries(probes) : []).map(([name, runs]) =>
      required(`condition ${name} is reached`, runs > 0, 'error', `Condition ${name} was never reached.`),
    ),
  ];
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
  const cases = casesOfWhole(summary);
  return [
    ...groups,
    { ...common, name: `ordeal ${suite.name}`, seconds: summary.suiteMs / 1000, cases, notes: [] },
  ];
}
