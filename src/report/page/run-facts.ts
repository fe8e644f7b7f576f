// Everything the sections of a page show that has to be worked out first, worked out once.

import { type FailingWindow, failingWindowOf } from './failing-window.ts';
import { type Leadership, leadershipsOf } from './leaderships.ts';
import { type LoadOverTime, loadOverTime } from './load-over-time.ts';
import { type LogEvent, placeLog } from './node-log.ts';
import type { PageInput } from './page-input.ts';
import { runClockOf } from './run-clock.ts';

export interface RunFacts {
  readonly load: LoadOverTime;
  readonly window: FailingWindow | null;
  /** Of each node, in the order in which it wrote them; empty for a run without results, whose clock is not known. */
  readonly events: readonly (readonly LogEvent[])[];
  readonly leaderships: readonly Leadership[];
  /** Names of the nodes whose logs there are. */
  readonly nodes: readonly string[];
  /** Log lines that have no place in time, or are beyond those that were read. */
  readonly linesLeft: number;
  readonly clockIsExact: boolean;
}

export function runFactsOf({ results, history, logs, runLog }: PageInput): RunFacts {
  const phases = results?.phases ?? [];
  const lastPhaseMs = phases.reduce((latest, { endNs }) => Math.max(latest, endNs / 1e6), 0);
  const clock = results === null ? null : runClockOf(results, runLog);
  const placed = clock === null ? [] : logs.map((log) => placeLog(log, clock));
  const events = placed.map((log) => log.events);
  return {
    load: loadOverTime(history.columns(), lastPhaseMs),
    window: failingWindowOf(history, results?.verdicts ?? []),
    events,
    leaderships: leadershipsOf(events, results?.faults ?? []),
    nodes: logs.map(({ node }) => node),
    linesLeft:
      placed.reduce((sum, { unplaced }) => sum + unplaced, 0) + logs.reduce((sum, { left }) => sum + left, 0),
    clockIsExact: clock?.exact ?? false,
  };
}
