// Which moment of the run a node's log line is from: logs carry a wall clock, histories count from the start of the run.

import type { RunResults } from '../../store/results.ts';

export interface RunClock {
  /** Wall clock at the run's time 0, in ms since 1970. */
  readonly zeroMs: number;
  /** False where only the start of the boot is known and the length of the boot is added. */
  readonly exact: boolean;
}

/** Where every simulated machine's clock stands when the simulation begins. */
const simulatedEpochMs = Date.UTC(2026, 0, 1);

/**
 * The clock of a run.
 * @param runLog what the harness said; its line on the first phase carries the wall clock of that moment
 */
export function runClockOf(results: RunResults, runLog: string): RunClock {
  if (results.world === 'sim') return { zeroMs: simulatedEpochMs + results.bootMs, exact: true };
  const [first] = results.phases;
  const line = first === undefined ? null : new RegExp(`^(\\S+) phase ${first.name}$`, 'm').exec(runLog);
  const wallMs = Date.parse(line?.[1] ?? '');
  if (first === undefined || Number.isNaN(wallMs))
    return { zeroMs: Date.parse(results.startedAt) + results.bootMs, exact: false };
  return { zeroMs: wallMs - first.startNs / 1e6, exact: true };
}
