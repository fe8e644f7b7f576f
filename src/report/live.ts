// Progress of a run while it runs: one line redrawn in place on a terminal, a plain line every few seconds elsewhere.

import type { Operation } from '../history/operation.ts';
import type { Plan } from '../plan/plan.ts';
import { formatClock, formatCount, formatMs, formatValue } from './format.ts';
import type { Screen } from './screen.ts';

const redrawEveryMs = 200;
const plainEveryMs = 5000;
/** How many of the latest latencies the running median is taken from. */
const recentLatencies = 500;

export interface LiveReport {
  /** A phase begins. */
  phase(name: string): void;
  /** An event of the history, as it is journalled. */
  operation(operation: Operation): void;
  /** A line worth keeping, above the progress line. */
  note(text: string): void;
  /** Ends the progress; nothing is written after it. */
  stop(): void;
}

interface Counts {
  ok: number;
  fail: number;
  info: number;
  open: number;
}

function count(counts: Counts, { type }: Operation): void {
  if (type === 'invoke') counts.open += 1;
  else {
    counts.open -= 1;
    counts[type] += 1;
  }
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

/** The second event of a nemesis operation says what was done. */
function faultText(operation: Operation): string | null {
  const { value } = operation;
  if (value === null || typeof value !== 'object' || !('description' in value)) return null;
  const hosts = 'hosts' in value && Array.isArray(value.hosts) ? ` [${value.hosts.join(' ')}]` : '';
  const effect = 'verified' in value && value.verified === false ? ' (no effect seen)' : '';
  return `${formatValue(value.description)}${hosts}${effect}`;
}

/** @param nowMs a monotonic clock, for the pace of the redraws and the time since the load began. */
export function createLiveReport(screen: Screen, plan: Plan, nowMs: () => number): LiveReport {
  const { paint } = screen;
  const counts: Counts = { ok: 0, fail: 0, info: 0, open: 0 };
  const invokedAt = new Map<number, number>();
  const latencies: number[] = [];
  let phase = 'boot';
  let phaseStartedMs = nowMs();
  let fault = '';

  const text = (): string => {
    const seconds = (nowMs() - phaseStartedMs) / 1000;
    const clock =
      phase === 'load' ? `${formatClock(seconds)}/${formatClock(plan.timeSeconds)}` : formatClock(seconds);
    const middle = median(latencies);
    const parts = [
      `${paint.bold(phase.padEnd(6))} ${clock}`,
      `${paint.green(`${formatCount(counts.ok)} ok`)}  ${paint.yellow(`${counts.fail} fail`)}  ${paint.magenta(`${counts.info} unknown`)}  ${counts.open} open`,
      ...(middle === null ? [] : [`p50 ${formatMs(middle)}`]),
      ...(fault === '' ? [] : [paint.red(fault)]),
    ];
    return parts.join('   ');
  };
  const tick = (): void => (screen.live ? screen.status(text()) : screen.line(text()));
  const timer = setInterval(tick, screen.live ? redrawEveryMs : plainEveryMs);
  timer.unref();

  return {
    phase(name) {
      phase = name;
      phaseStartedMs = nowMs();
      if (screen.live) tick();
    },
    operation(operation) {
      const { process, type, time } = operation;
      if (process === 'nemesis') {
        const described = faultText(operation);
        if (described === null) return;
        fault = described;
        screen.line(paint.dim(`${(time / 1e9).toFixed(1).padStart(7)} s  ${described}`));
        return;
      }
      count(counts, operation);
      if (type === 'invoke') invokedAt.set(process, time);
      const since = invokedAt.get(process);
      if (type === 'invoke' || since === undefined) return;
      invokedAt.delete(process);
      if (type === 'ok') latencies.push((time - since) / 1e6);
      if (latencies.length > recentLatencies) latencies.shift();
    },
    note: (line) => screen.line(line),
    stop() {
      clearInterval(timer);
      screen.clearStatus();
    },
  };
}
