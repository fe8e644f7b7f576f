// When clients tried and nothing was answered. Time in which nobody tried is no outage.

import { type Columns, nemesisProcess, typeCode } from '../history/columns.ts';
import { absent } from '../history/interner.ts';
import { longestPauseNs } from './answers.ts';

/** Shorter than this is the ordinary time between answers. */
const shortestOutageNs = 500e6;

export interface Outage {
  readonly startNs: number;
  readonly endNs: number;
}

/** Follows the events of one kind of operation. */
interface Watch {
  inFlight: number;
  /** Since when something was tried without an answer; null while nothing is tried. */
  tryingSince: number | null;
  /** Since when nothing was in flight. */
  idleSince: number;
  /** Time in which something was tried. */
  triedNs: number;
  lastNs: number;
  readonly outages: Outage[];
}

export interface Outages {
  readonly outages: readonly Outage[];
  /** Time in which clients tried or had just been served. */
  readonly triedNs: number;
}

/**
 * The outages of operations whose function is wanted.
 * @param wanted 1 by position in `names`
 * @param answeredIn 1 by row, for a completion that was an answer
 */
export function findOutages(columns: Columns, wanted: Uint8Array, answeredIn: Uint8Array): Outages {
  const { length, process, f, type, time, pair } = columns;
  const watch: Watch = {
    inFlight: 0,
    tryingSince: null,
    idleSince: 0,
    triedNs: 0,
    lastNs: Number.NaN,
    outages: [],
  };
  for (let row = 0; row < length; row++) {
    if (process[row] === nemesisProcess || wanted[f[row] as number] !== 1) continue;
    const now = time[row] as number;
    if (type[row] === typeCode.invoke) begin(watch, now);
    else if (pair[row] !== absent) end(watch, now, answeredIn[row] === 1);
  }
  if (watch.tryingSince !== null) close(watch, Math.max(watch.tryingSince, watch.lastNs));
  return { outages: watch.outages, triedNs: watch.triedNs };
}

function begin(watch: Watch, now: number): void {
  const paused = watch.inFlight === 0 && now - watch.idleSince > longestPauseNs;
  if (paused && watch.tryingSince !== null) {
    close(watch, watch.idleSince);
    watch.tryingSince = null;
  }
  if (!paused && !Number.isNaN(watch.lastNs)) watch.triedNs += now - watch.lastNs;
  watch.tryingSince ??= now;
  watch.inFlight++;
  watch.lastNs = now;
}

function end(watch: Watch, now: number, success: boolean): void {
  watch.triedNs += now - watch.lastNs;
  watch.lastNs = now;
  watch.inFlight--;
  if (watch.inFlight === 0) watch.idleSince = now;
  if (!success) return;
  if (watch.tryingSince !== null) close(watch, now);
  watch.tryingSince = watch.inFlight > 0 ? now : null;
}

function close({ tryingSince, outages }: Watch, endNs: number): void {
  if (tryingSince !== null && endNs - tryingSince >= shortestOutageNs)
    outages.push({ startNs: tryingSince, endNs });
}
