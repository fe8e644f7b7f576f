// A batch of seeds for people: how it goes, and what it came to.

import { join } from 'node:path';
import type { BatchSummary } from '../batch/tally.ts';
import { fitsCommandLine, planCommand } from '../plan/command-line.ts';
import type { Plan } from '../plan/plan.ts';
import type { SeedRange } from '../plan/seed-range.ts';
import { counted, formatCount, formatMs } from '../report/format.ts';
import type { Screen } from '../report/screen.ts';
import { alignRows } from '../report/table.ts';
import type { SeedRecord } from '../store/batch.ts';
import { programName, shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';

const plainEveryMs = 10_000;
const liveEveryMs = 100;
const mostFailedShown = 20;
const reasonWidth = 160;

/** What is about to run. */
export function batchHeading(
  plan: Plan,
  { first, count }: SeedRange,
  threads: number,
  directory: string,
  { paint }: Screen,
): string {
  const faults = plan.nemesis.length === 0 ? 'no faults' : plan.nemesis.join(', ');
  const range = `${counted(count, 'seed')} from ${first}`;
  return `${paint.bold(plan.workload)} under ${faults}: ${range} on ${counted(threads, 'thread')} ${paint.dim(shownPath(directory))}`;
}

export interface BatchProgress {
  add(record: SeedRecord): void;
  stop(): void;
}

function countsText(outcomes: Readonly<Record<string, number>>, { paint }: Screen): string {
  return Object.entries(outcomes)
    .map(([outcome, count]) => {
      const text = `${formatCount(count)} ${outcome}`;
      if (outcome === 'valid') return paint.green(text);
      return outcome === 'violation' ? paint.bold(paint.red(text)) : paint.yellow(text);
    })
    .join('   ');
}

/** One line redrawn on a terminal, a plain one every ten seconds elsewhere, and one for each failure. */
export function createBatchProgress(count: number, screen: Screen): BatchProgress {
  const startedMs = Date.now();
  const outcomes: Record<string, number> = {};
  let finished = 0;
  let lastMs = startedMs;
  const text = (): string => {
    const elapsedMs = Math.max(1, Date.now() - startedMs);
    const leftMs = (elapsedMs / Math.max(1, finished)) * (count - finished);
    const perHour = formatCount(Math.round((finished * 3_600_000) / elapsedMs));
    const parts = [`seeds ${formatCount(finished)}/${formatCount(count)}`, countsText(outcomes, screen)];
    return [...parts, `${perHour} an hour`, `${formatMs(leftMs)} left`].join('   ');
  };
  return {
    add(record) {
      finished += 1;
      outcomes[record.outcome] = (outcomes[record.outcome] ?? 0) + 1;
      // What speaks against it stands at the end, once.
      if (['violation', 'crash', 'lost'].includes(record.outcome))
        screen.line(failedText({ ...record, reason: '' }, screen));
      const nowMs = Date.now();
      if (nowMs - lastMs < (screen.live ? liveEveryMs : plainEveryMs)) return;
      lastMs = nowMs;
      if (screen.live) screen.status(text());
      else screen.line(text());
    },
    stop: () => screen.clearStatus(),
  };
}

function failedText({ seed, outcome, violations, reason }: SeedRecord, { paint }: Screen): string {
  const what = violations.length === 0 ? outcome : violations.join(', ');
  const why = reason.length > reasonWidth ? `${reason.slice(0, reasonWidth - 1)}…` : reason;
  const colour = outcome === 'violation' ? paint.red : paint.yellow;
  return `seed ${seed}  ${colour(what)}  ${why}`.trimEnd();
}

function failedLines(plan: Plan, { failed }: BatchSummary, screen: Screen): readonly string[] {
  if (failed.length === 0) return [];
  const lines = failed.slice(0, mostFailedShown).flatMap((record) => {
    const saved = record.run === null ? [] : [`    saved as ${record.run}`];
    return [`  ${failedText(record, screen)}`, ...saved, `    again ${againOf(plan, record)}`];
  });
  const left = failed.length - mostFailedShown;
  const more = left > 0 ? [screen.paint.dim(`  … ${left} more in seeds.jsonl`)] : [];
  return [screen.paint.bold('Not valid'), ...lines, ...more];
}

/** A plan that flags cannot say is run again from the run that was saved, or with its seed from the plan's own file. */
function againOf(plan: Plan, { seed, run }: SeedRecord): string {
  if (fitsCommandLine(plan)) return planCommand({ ...plan, seed }, programName());
  return run === null
    ? `${programName()} run <plan file> --seed ${seed}`
    : `${programName()} run ${shownPath(join(resultsDirectory(), run, 'plan.json'))}`;
}

function conditionLines(
  { conditions, finished, neverReached }: BatchSummary,
  screen: Screen,
): readonly string[] {
  const { paint } = screen;
  const rows = Object.entries(conditions)
    .filter(([, count]) => count > 0)
    .sort(([, left], [, right]) => right - left)
    .map(([name, count]) => [`  ${name}`, `${formatCount(count)} of ${counted(finished, 'seed')}`]);
  const never = neverReached.length === 0 ? [] : [paint.yellow(`  never: ${neverReached.join(', ')}`)];
  return [paint.bold('Conditions reached'), ...alignRows(rows, ['left', 'right']), ...never];
}

/** How long it took; `null` for a batch read from its folder. */
export interface BatchTimes {
  readonly wallMs: number;
  readonly seedsPerHour: number;
}

/** The end of a batch. */
export function batchLines(
  plan: Plan,
  summary: BatchSummary,
  times: BatchTimes | null,
  screen: Screen,
): readonly string[] {
  const { seeds, finished, outcomes, violations, simulatedMs, events } = summary;
  const found = Object.entries(violations).map(([name, count]) => `${name} ${formatCount(count)}`);
  const speed =
    times === null ? '' : `, ${formatMs(times.wallMs)}, ${formatCount(times.seedsPerHour)} seeds an hour`;
  return [
    '',
    ...failedLines(plan, summary, screen),
    ...conditionLines(summary, screen),
    screen.paint.bold('Seeds'),
    `  ${countsText(outcomes, screen)}${found.length === 0 ? '' : `   (${found.join(', ')})`}`,
    `  ${formatCount(finished)} of ${formatCount(seeds.count)} finished${speed}`,
    `  ${formatMs(simulatedMs)} of cluster time, ${formatCount(events)} events`,
  ];
}
