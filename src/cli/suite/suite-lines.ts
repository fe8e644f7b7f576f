// A suite for people, line by line: each job that ended, and what it all came to.

import { formatMs } from '../../report/format.ts';
import type { Screen } from '../../report/screen.ts';
import { outcomesText } from '../../report/suite-screen.ts';
import { suiteSentence } from '../../report/suite-verdict.ts';
import { alignRows } from '../../report/table.ts';
import type { JobRecord } from '../../store/suite.ts';
import { endKind } from '../../suite/progress.ts';
import type { SuiteSummary } from '../../suite/summary.ts';

const mostNotRun = 20;

/** One line for an attempt that ended. */
export function jobLine(
  { job, outcome, reason, run }: JobRecord,
  isCanary: boolean,
  { paint }: Screen,
): string {
  const kind = endKind({ outcome }, isCanary);
  const colour = { good: paint.green, open: paint.yellow, bad: paint.red }[kind];
  const told = reason === '' ? '' : `: ${reason}`;
  const where = run === null ? '' : paint.dim(`  results/${run}`);
  return `${colour(outcome)} ${job}${isCanary ? ` (a canary, ${kind === 'good' ? 'caught' : 'not caught by this run'})` : told}${where}`;
}

/** What of a suite that is not all there has no result, by name. */
function notRunLines({ end, notRun }: SuiteSummary, { paint }: Screen): readonly string[] {
  if (end !== 'incomplete' || notRun.length === 0) return [];
  const left = notRun.length - mostNotRun;
  return [
    '',
    paint.bold('Not run'),
    ...notRun.slice(0, mostNotRun).map((job) => `  ${job}`),
    ...(left > 0 ? [paint.dim(`  … ${left} more: the page has them`)] : []),
  ];
}

/** The whole at its end. */
export function suiteLines(summary: SuiteSummary, screen: Screen): readonly string[] {
  const { paint } = screen;
  const rows = summary.groups.map(({ name, isCanary, planned, finished, outcomes, exitCode }) => [
    name + (isCanary ? ' (canary)' : ''),
    `${finished}/${planned}`,
    outcomesText(outcomes, screen),
    exitCode === 0 ? paint.green('passed') : paint.red(isCanary ? 'not caught' : 'failed'),
  ]);
  const heading = ['group', 'runs', 'outcomes', ''].map((title) => paint.dim(title));
  const thresholds = summary.thresholds.map(
    ({ text, group, found, met }) =>
      `  ${(met ? paint.green : paint.red)(met ? 'met' : 'missed')} ${text}${group === null ? '' : ` in ${group}`}: ${found}`,
  );
  const verdictPaint = summary.exitCode === 0 ? paint.green : paint.red;
  const probes = Object.entries(summary.probes);
  const reached = probes.length - summary.neverReached.length;
  return [
    '',
    ...alignRows([heading, ...rows], ['left', 'right', 'left', 'left']),
    ...(thresholds.length === 0 ? [] : ['', paint.bold('Thresholds'), ...thresholds]),
    ...(probes.length === 0 ? [] : ['', `${reached} of ${probes.length} conditions reached`]),
    ...notRunLines(summary, screen),
    ...(summary.problems.length === 0 ? [] : ['', ...summary.problems.map((problem) => paint.red(problem))]),
    '',
    paint.dim(
      `${summary.finished} of ${summary.planned} runs in ${formatMs(summary.suiteMs)}, ${summary.retries} retried`,
    ),
    `${paint.bold(verdictPaint(suiteSentence(summary)))} ${paint.dim(`(exit code ${summary.exitCode})`)}`,
  ];
}
