// Whether the harness itself stood still: stopped by a signal, suspended with its laptop, or starved by its machine. A
// timer that wakes late tells it by the monotonic clock; the wall clock tells it where the monotonic one slept as well.
// Leases and time limits that run out meanwhile are not the database's fault.

import type { WatchedPlace } from './place.ts';

const intervalMs = 250;
/** Longer than a busy machine keeps a timer waiting: time limits of clients and nodes run out meanwhile. */
const lossMs = 5_000;
/** Short enough to be of no consequence, but where a verdict hangs on time. */
const notedMs = 1_000;

/** Readings of both clocks at one moment, in ms. */
export interface ClockReadings {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

export type Pause =
  /** The harness did not run for so long. */
  | { readonly kind: 'stood-still'; readonly durationMs: number }
  /** The wall clock moved by so much more, or less, than the monotonic one. */
  | { readonly kind: 'wall-clock-moved'; readonly byMs: number };

/** What happened between two wake-ups that should have been `intervalMs` apart; `null` for nothing worth noting. */
export function pauseBetween(before: ClockReadings, after: ClockReadings): Pause | null {
  const passedMs = after.monotonicMs - before.monotonicMs;
  const byMs = after.wallMs - before.wallMs - passedMs;
  const durationMs = passedMs - intervalMs;
  if (Math.abs(byMs) >= lossMs) return { kind: 'wall-clock-moved', byMs };
  return durationMs >= notedMs ? { kind: 'stood-still', durationMs } : null;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function note(place: WatchedPlace, pause: Pause): void {
  if (pause.kind === 'wall-clock-moved') {
    const fate = `moved ${seconds(Math.abs(pause.byMs))} ${pause.byMs > 0 ? 'ahead' : 'back'} (suspended, or its clock was set)`;
    place.loseShared('The wall clock of this machine', fate);
  } else if (pause.durationMs >= lossMs) {
    const fate = `stood still for ${seconds(pause.durationMs)} (stopped, suspended, or starved by the machine)`;
    place.loseShared(`Ordeal itself (process ${process.pid})`, fate);
  } else place.notePause(pause.durationMs);
}

/** Watches for as long as the place is watched. */
export function watchPauses(place: WatchedPlace): void {
  const read = (): ClockReadings => ({ monotonicMs: performance.now(), wallMs: Date.now() });
  let last = read();
  const look = (): void => {
    const now = read();
    const pause = pauseBetween(last, now);
    last = now;
    if (pause !== null) note(place, pause);
  };
  const timer = setInterval(look, intervalMs);
  timer.unref();
  place.onStop(() => clearInterval(timer));
}
