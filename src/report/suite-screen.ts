// A suite while it runs, as one screen of a terminal: how far it is, each matrix, what runs now, what went wrong last.

import type { SuiteProgress } from '../suite/progress.ts';
import { formatClock, formatCount } from './format.ts';
import type { Screen } from './screen.ts';
import { alignRows } from './table.ts';
import { visibleText } from './terminal-text.ts';

const barWidth = 30;
const mostGroups = 12;
const mostRunning = 8;
const mostFailed = 3;

/** `17 valid  2 violation`. */
export function outcomesText(outcomes: Readonly<Record<string, number>>, { paint }: Screen): string {
  return Object.entries(outcomes)
    .map(([outcome, count]) => {
      const colour = outcome === 'valid' ? paint.green : outcome === 'violation' ? paint.red : paint.yellow;
      return colour(`${formatCount(count)} ${outcome}`);
    })
    .join('  ');
}

function barOf({ finished, planned }: SuiteProgress, { paint }: Screen): string {
  const filled = planned === 0 ? barWidth : Math.floor((finished / planned) * barWidth);
  return paint.green('█'.repeat(filled)) + paint.dim('░'.repeat(barWidth - filled));
}

function clockText({ suiteMs, budgetMs }: SuiteProgress): string {
  const spent = formatClock(suiteMs / 1000);
  return budgetMs === null ? spent : `${spent} of ${formatClock(budgetMs / 1000)}`;
}

/** One line that says how far it is. */
export function suiteStatusText(progress: SuiteProgress, screen: Screen): string {
  const { finished, planned, outcomes } = progress;
  const runs = screen.paint.bold(`${formatCount(finished)}/${formatCount(planned)} runs`);
  return `${barOf(progress, screen)} ${runs}  ${clockText(progress)}  ${outcomesText(outcomes, screen)}`;
}

function groupLines({ groups }: SuiteProgress, screen: Screen): readonly string[] {
  const { paint } = screen;
  const rows = groups.slice(0, mostGroups).map(({ name, isCanary, planned, finished, outcomes }) => {
    const caught = isCanary && (outcomes['violation'] ?? 0) > 0;
    const end = isCanary
      ? caught
        ? paint.green('caught')
        : paint.dim('not caught yet')
      : outcomesText(outcomes, screen);
    return [
      `  ${visibleText(name)}${isCanary ? paint.dim(' (canary)') : ''}`,
      `${formatCount(finished)}/${formatCount(planned)}`,
      end,
    ];
  });
  const left = groups.length - rows.length;
  return [...alignRows(rows, ['left', 'right']), ...(left > 0 ? [paint.dim(`  … ${left} more`)] : [])];
}

function runningLines({ running }: SuiteProgress, nowMs: number, { paint }: Screen): readonly string[] {
  if (running.length === 0) return [];
  const lines = running.slice(0, mostRunning).map(({ job, attempt, startedAt, doing }) => {
    const clock = formatClock((nowMs - Date.parse(startedAt)) / 1000);
    const again = attempt === 1 ? '' : ` (attempt ${attempt})`;
    return `  ${paint.dim(clock)} ${visibleText(job)}${again}${doing === '' ? '' : `  ${visibleText(doing)}`}`;
  });
  const left = running.length - lines.length;
  return [paint.bold('now'), ...lines, ...(left > 0 ? [paint.dim(`  … ${left} more`)] : [])];
}

function failedLines({ failed }: SuiteProgress, { paint }: Screen): readonly string[] {
  if (failed.length === 0) return [];
  const lines = failed
    .slice(0, mostFailed)
    .map(
      ({ job, outcome, reason }) =>
        `  ${paint.red(outcome)} ${visibleText(job)}${reason === '' ? '' : `: ${visibleText(reason)}`}`,
    );
  return [paint.bold('went wrong last'), ...lines];
}

/** The same as a screen. @param nowMs ms since 1970 */
export function suiteScreen(progress: SuiteProgress, nowMs: number, screen: Screen): readonly string[] {
  return [
    suiteStatusText(progress, screen),
    ...groupLines(progress, screen),
    ...runningLines(progress, nowMs, screen),
    ...failedLines(progress, screen),
  ];
}
