// Progress of a run while it runs: one screen redrawn in place on a terminal, a plain line every few seconds elsewhere.

import type { Plan } from '../plan/plan.ts';
import type { ProgressRecord } from '../store/progress.ts';
import { formatClock, formatCount, formatMs } from './format.ts';
import type { Screen } from './screen.ts';
import { alignRows } from './table.ts';
import { visibleText } from './terminal-text.ts';

/** Without a terminal, a line at most this often. */
const plainEverySeconds = 5;
const mostFaults = 4;

export interface LiveReport {
  /** How the run is going now. */
  progress(progress: ProgressRecord): void;
  /** Takes what moves away. */
  stop(): void;
}

function clockOf({ phase, ms }: ProgressRecord, plan: Plan): string {
  return `${formatClock(ms / 1000)}${phase === 'load' ? `/${formatClock(plan.timeSeconds)}` : ''}`;
}

function countsOf({ counts }: ProgressRecord, { paint }: Screen): string {
  return `${paint.green(`${formatCount(counts.ok)} ok`)} ${paint.yellow(`${counts.fail} fail`)} ${paint.magenta(`${counts.info} unknown`)}`;
}

function latenciesOf({ latencies }: ProgressRecord): string {
  return latencies === null
    ? 'p50 - p99 -'
    : `p50 ${formatMs(latencies.p50Ms)} p99 ${formatMs(latencies.p99Ms)}`;
}

/** One line that says how a run is going. */
export function progressText(progress: ProgressRecord, plan: Plan, screen: Screen): string {
  const { paint } = screen;
  const { phase, ratePerSecond, leader, faults, violation } = progress;
  const parts = [
    `${paint.bold(phase)} ${clockOf(progress, plan)}`,
    countsOf(progress, screen),
    `${Math.round(ratePerSecond)}/s`,
    latenciesOf(progress),
    `leader ${leader ?? paint.red('none')}`,
    ...(faults.length === 0 ? [] : [paint.red(visibleText(faults.join(', ')))]),
    ...(violation === null ? [] : [paint.red(`violation: ${visibleText(violation)}`)]),
  ];
  return parts.join('  ');
}

/** The same as a few lines, with what one line has no room for. */
export function progressScreen(progress: ProgressRecord, plan: Plan, screen: Screen): readonly string[] {
  const { paint } = screen;
  const { phase, ratePerSecond, leader, faults, violation, errors, nodes } = progress;
  const serving = nodes.filter((node) => node.serving).map(({ node }) => node);
  const [error] = errors;
  const hidden = faults.length - mostFaults;
  const rows: readonly (readonly [string, string])[] = [
    [phase, `${clockOf(progress, plan)}   ${Math.round(ratePerSecond)}/s   ${latenciesOf(progress)}`],
    ['operations', countsOf(progress, screen)],
    [
      'leader',
      `${leader ?? paint.red('none')}${serving.length === 0 ? '' : `   serving: ${serving.join(' ')}`}`,
    ],
    ...(faults.length === 0 ? [['faults', 'none'] as const] : []),
    ...faults
      .slice(0, mostFaults)
      .map((fault, at) => [at === 0 ? 'faults' : '', paint.red(visibleText(fault))] as const),
    ...(hidden > 0 ? [['', `… ${hidden} more`] as const] : []),
    [
      'last error',
      error === undefined ? 'none' : `${visibleText(error.name)} (${formatCount(error.count)} so far)`,
    ],
    ...(violation === null ? [] : [['violation', paint.bold(paint.red(visibleText(violation)))] as const]),
  ];
  return alignRows(
    rows.map(([name, text]) => [paint.dim(name), text]),
    [],
  );
}

export function createLiveReport(screen: Screen, plan: Plan): LiveReport {
  let lastSeconds = Number.NEGATIVE_INFINITY;
  let lastPhase = '';
  let toldViolation = false;
  return {
    progress(progress) {
      if (screen.live) {
        screen.status(progressScreen(progress, plan, screen));
        return;
      }
      const { ms, phase, violation } = progress;
      const isNews = phase !== lastPhase || (violation !== null && !toldViolation);
      if (!isNews && ms / 1000 - lastSeconds < plainEverySeconds) return;
      lastSeconds = ms / 1000;
      lastPhase = phase;
      // Said once: it does not go away again.
      const news = toldViolation ? { ...progress, violation: null } : progress;
      toldViolation ||= violation !== null;
      screen.line(progressText(news, plan, screen));
    },
    stop: () => screen.clearStatus(),
  };
}
