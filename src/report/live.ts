// Progress of a run while it runs: one line redrawn in place on a terminal, a plain line every few seconds elsewhere.

import type { Plan } from '../plan/plan.ts';
import type { ProgressRecord } from '../store/progress.ts';
import { formatClock, formatCount, formatMs } from './format.ts';
import type { Screen } from './screen.ts';

/** Without a terminal, a line at most this often. */
const plainEverySeconds = 5;

export interface LiveReport {
  /** How the run is going now. */
  progress(progress: ProgressRecord): void;
  /** A line worth keeping, above the progress line. */
  note(text: string): void;
  /** Takes the progress line away. */
  stop(): void;
}

/** One line that says how a run is going. */
export function progressText(progress: ProgressRecord, plan: Plan, screen: Screen): string {
  const { paint } = screen;
  const { phase, ms, counts, ratePerSecond, latencies, leader, faults } = progress;
  const total = phase === 'load' ? `/${formatClock(plan.timeSeconds)}` : '';
  const parts = [
    `${paint.bold(phase)} ${formatClock(ms / 1000)}${total}`,
    `${paint.green(`${formatCount(counts.ok)} ok`)} ${paint.yellow(`${counts.fail} fail`)} ${paint.magenta(`${counts.info} unknown`)}`,
    `${Math.round(ratePerSecond)}/s`,
    latencies === null ? 'p50 - p99 -' : `p50 ${formatMs(latencies.p50Ms)} p99 ${formatMs(latencies.p99Ms)}`,
    `leader ${leader ?? paint.red('none')}`,
    ...(faults.length === 0 ? [] : [paint.red(faults.join(', '))]),
  ];
  return parts.join('  ');
}

export function createLiveReport(screen: Screen, plan: Plan): LiveReport {
  let lastSeconds = Number.NEGATIVE_INFINITY;
  let lastPhase = '';
  return {
    progress(progress) {
      const text = progressText(progress, plan, screen);
      if (screen.live) {
        screen.status(text);
        return;
      }
      const due = progress.ms / 1000 - lastSeconds >= plainEverySeconds;
      if (!due && progress.phase === lastPhase) return;
      lastSeconds = progress.ms / 1000;
      lastPhase = progress.phase;
      screen.line(text);
    },
    note: (line) => screen.line(line),
    stop: () => screen.clearStatus(),
  };
}
