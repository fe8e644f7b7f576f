// Whether a simulation in another thread gets on. What counts is the processor time that one event takes, not the time on
// the wall: on a busy machine everything takes long.

import { type Beat, readHeartbeat } from '../worlds/sim/heartbeat.ts';

/** What one event may take. */
export interface WatchdogLimits {
  readonly cpuMs: number;
  /** What the process may grow by. */
  readonly memoryBytes: number;
  /** On the wall: somebody who asked for an end does not wait for a thread that cannot hear it. */
  readonly afterAbortMs: number;
}

/** An event takes microseconds. */
const defaultLimits: WatchdogLimits = {
  cpuMs: 15_000,
  memoryBytes: 2 * 2 ** 30,
  afterAbortMs: 2_000,
};

/** How far a thread is. */
export interface Watched {
  readonly shared: Int32Array;
  event: number;
  /** Processor time, time on the wall, since the event began, as far as they were looked at. */
  cpuMs: number;
  wallMs: number;
  memoryBytes: number;
  isAborted: boolean;
}

export function watched(shared: Int32Array): Watched {
  return { shared, event: -1, cpuMs: 0, wallMs: 0, memoryBytes: 0, isAborted: false };
}

export interface Watchdog {
  /** Looks at the threads that work, and answers those that are stuck, with what they are stuck in. */
  look<Lane extends Watched>(lanes: readonly Lane[]): readonly (readonly [Lane, Beat])[];
}

/** What it measures by; those of this process by default. */
export interface WatchdogMeans {
  cpuMs(): number;
  wallMs(): number;
  memoryBytes(): number;
}

export const ownMeans: WatchdogMeans = {
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  wallMs: () => performance.now(),
  memoryBytes: () => process.memoryUsage.rss(),
};

export function createWatchdog(
  means: WatchdogMeans = ownMeans,
  limits: WatchdogLimits = defaultLimits,
): Watchdog {
  let cpuMs = means.cpuMs();
  let wallMs = means.wallMs();
  return {
    look(lanes) {
      const [cpuNow, wallNow] = [means.cpuMs(), means.wallMs()];
      // Threads that all want to run share what the process got; none gets more than the time that passed.
      const passedMs = wallNow - wallMs;
      const ownMs = Math.min(passedMs, (cpuNow - cpuMs) / Math.max(1, lanes.length));
      [cpuMs, wallMs] = [cpuNow, wallNow];
      const memoryBytes = means.memoryBytes();
      return lanes.flatMap((lane) => {
        const beat = readHeartbeat(lane.shared);
        if (beat.state === 'outside' || beat.event !== lane.event) {
          lane.event = beat.state === 'outside' ? -1 : beat.event;
          [lane.cpuMs, lane.wallMs, lane.memoryBytes] = [0, 0, memoryBytes];
          return [];
        }
        lane.cpuMs += ownMs;
        lane.wallMs += passedMs;
        const isStuck =
          lane.cpuMs > limits.cpuMs ||
          memoryBytes - lane.memoryBytes > limits.memoryBytes ||
          (lane.isAborted && lane.wallMs > limits.afterAbortMs);
        return isStuck ? [[lane, beat] as const] : [];
      });
    },
  };
}
