// A suite for people: a line for each job that ended, the status while it runs, and what it came to.

import { formatMs } from '../../report/format.ts';
import type { Screen } from '../../report/screen.ts';
import { suiteSentence } from '../../report/suite-verdict.ts';
import { alignRows } from '../../report/table.ts';
import type { JobRecord } from '../../store/suite.ts';
import type { SuiteSummary } from '../../suite/summary.ts';

const counted = (outcomes: Readonly<Record<string, number>>): string =>
  Object.entries(outcomes)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join('  ');

/** One line for an attempt that ended. */
export function jobLine(
  { job, outcome, reason, run }: JobRecord,
  isCanary: boolean,
  { paint }: Screen,
): string {
  const isGood = isCanary ? outcome === 'violation' : outcome === 'valid';
  const told = reason === '' ? '' : `: ${reason}`;
  const where = run === null ? '' : paint.dim(`  results/${run}`);
  return `${(isGood ? paint.green : paint.red)(outcome)} ${job}${isCanary && isGood ? ' (a canary, caught)' : told}${where}`;
}

/** How far it is. */
export function statusText({ finished, planned, outcomes }: SuiteSummary, { paint }: Screen): string {
  return `${paint.bold(`${finished}/${planned} runs`)}  ${counted(outcomes)}`;
}

/** The whole at its end. */
export function suiteLines(summary: SuiteSummary, { paint }: Screen): readonly string[] {
  const rows = summary.groups.map(({ name, isCanary, planned, finished, outcomes, exitCode }) => [
    name + (isCanary ? ' (canary)' : ''),
    `${finished}/${planned}`,
    counted(outcomes),
    exitCode === 0 ? paint.green('passed') : paint.red(isCanary ? 'not caught' : 'failed'),
  ]);
  const heading = ['group', 'runs', 'outcomes', ''].map((title) => paint.dim(title));
  const thresholds = summary.thresholds.map(
    ({ text, group, found, met }) =>
      `  ${(met ? paint.green : paint.red)(met ? 'met' : 'missed')} ${text}${group === null ? '' : ` in ${group}`}: ${found}`,
  );
  const verdictPaint = summary.exitCode === 0 ? paint.green.bold : paint.red.bold;
  const probes = Object.entries(summary.probes);
  const reached = probes.length - summary.neverReached.length;
  return [
    '',
    ...alignRows([heading, ...rows], ['left', 'right', 'left', 'left']),
    ...(thresholds.length === 0 ? [] : ['', paint.bold('Thresholds'), ...thresholds]),
    ...(probes.length === 0 ? [] : ['', `${reached} of ${probes.length} conditions reached`]),
    ...(summary.problems.length === 0 ? [] : ['', ...summary.problems.map((problem) => paint.red(problem))]),
    '',
    paint.dim(
      `${summary.finished} of ${summary.planned} runs in ${formatMs(summary.suiteMs)}, ${summary.retries} of them again`,
    ),
    `${verdictPaint(suiteSentence(summary))} ${paint.dim(`(exit code ${summary.exitCode})`)}`,
  ];
}
