// The clocks of each host: a monotonic one with its own origin and rate, and a wall clock that faults may move.
// Local time is derived from virtual time when asked for; nothing ticks.

import type { Clock, Timer } from '../../../cluster/env.ts';
import type { Kernel } from './kernel.ts';
import type { Incarnation, Processes } from './processes.ts';
import type { RandomStream } from './random.ts';
import { digestOfName } from './trace.ts';

export interface ClockOptions {
  /** Bound of a monotonic clock's error of rate, in parts per million, drawn once for each host. */
  readonly monotonicDriftPpm: number;
  /** Bound of a wall clock's first error. */
  readonly wallOffsetMs: number;
  /** Most time a timer fires late, as on a machine with other work to do. */
  readonly timerLatenessUs: number;
}

export const defaultClockOptions: ClockOptions = {
  monotonicDriftPpm: 100,
  wallOffsetMs: 200,
  timerLatenessUs: 50,
};

export interface Clocks {
  /** The clock as one life of a process sees it. */
  clockOf(life: Incarnation): Clock;
  monotonicNs(node: number): number;
  /** The virtual moment at which a host's monotonic clock shows `localNs`. */
  trueNs(node: number, localNs: number): number;
  wallMs(node: number): number;
  /** Wall clock minus true time. */
  wallOffsetMs(node: number): number;
  jumpWall(node: number, offsetMs: number): void;
  driftWall(node: number, partsPerMillion: number): void;
  resetWall(node: number): void;
}

/** A timer that asks for less is one that asks to go on at once. */
const atOnceMs = 0.1;
/** Timers that each ask to go on at once, one after the other: far more than any piece of work is cut into. */
const atOnceInARowMax = 5_000;

/** Milliseconds since 1970 at virtual time 0: 2026-01-01. */
const epochMs = Date.UTC(2026, 0, 1);

interface HostClocks {
  readonly monotonicStartNs: number;
  readonly monotonicPpm: number;
  readonly timers: RandomStream;
  /** Wall error at `wallSinceNs`, growing by `wallPpm` from then on. */
  wallErrorMs: number;
  wallPpm: number;
  wallSinceNs: number;
}

/** Makes the clocks of all hosts, with errors drawn from `random`. */
export function createClocks(
  kernel: Kernel,
  processes: Pick<Processes, 'deliver'>,
  nodeCount: number,
  random: RandomStream,
  options: ClockOptions,
): Clocks {
  const symmetric = (bound: number): number => random.between(-bound, bound);
  const hosts: HostClocks[] = Array.from({ length: nodeCount }, (_value, node) => ({
    timers: random.fork(`timers/${node}`),
    monotonicStartNs: random.below(1_000_000_000) * 1000,
    monotonicPpm: symmetric(options.monotonicDriftPpm),
    wallErrorMs: symmetric(options.wallOffsetMs),
    wallPpm: 0,
    wallSinceNs: 0,
  }));
  const hostOf = (node: number): HostClocks => hosts[node] as HostClocks;
  const monotonicNs = (node: number): number => {
    const host = hostOf(node);
    const now = kernel.nowNs();
    return host.monotonicStartNs + now + Math.floor((now * host.monotonicPpm) / 1e6);
  };
  const wallOffsetMs = (node: number): number => {
    const host = hostOf(node);
    return host.wallErrorMs + ((kernel.nowNs() - host.wallSinceNs) * host.wallPpm) / 1e12;
  };
  const wallMs = (node: number): number => epochMs + Math.floor(kernel.nowNs() / 1e6 + wallOffsetMs(node));
  const setWall = (node: number, errorMs: number, partsPerMillion: number): void => {
    const host = hostOf(node);
    host.wallErrorMs = errorMs;
    host.wallPpm = partsPerMillion;
    host.wallSinceNs = kernel.nowNs();
  };

  /** How many timers that asked to go on at once led to the one that runs now. */
  let inARow = 0;

  const clockOf = (life: Incarnation): Clock => {
    const { node } = life;
    const rate = 1 + hostOf(node).monotonicPpm / 1e6;
    const timerOptions = { kind: 'timer', node, digest: digestOfName('timer') } as const;
    return {
      monotonicMs: () => monotonicNs(node) / 1e6,
      wallMs: () => wallMs(node),
      after: (delayMs, callback): Timer => {
        // A timer of a stopped process may be due, held back, and still be cancelled: hence the flag.
        let cancelled = false;
        const row = delayMs < atOnceMs ? inARow + 1 : 0;
        const fire = (): void => {
          if (cancelled) return;
          inARow = row;
          try {
            callback();
          } finally {
            inARow = 0;
          }
        };
        if (row > atOnceInARowMax) {
          const times = atOnceInARowMax.toLocaleString('en-US');
          kernel.reportStuck({
            node,
            what: `goes on at once for ever: ${times} timers without delay in a row`,
          });
        }
        const latenessNs = hostOf(node).timers.below(options.timerLatenessUs * 1000 + 1);
        const delayNs = Math.max(0, (delayMs * 1e6) / rate) + 1 + latenessNs;
        const event = kernel.schedule(delayNs, timerOptions, () => processes.deliver(life, fire));
        return {
          cancel: () => {
            cancelled = true;
            kernel.cancel(event);
          },
        };
      },
    };
  };

  return {
    clockOf,
    monotonicNs,
    trueNs: (node, localNs) => {
      const host = hostOf(node);
      return (localNs - host.monotonicStartNs) / (1 + host.monotonicPpm / 1e6);
    },
    wallMs,
    wallOffsetMs,
    jumpWall: (node, offsetMs) => setWall(node, wallOffsetMs(node) + offsetMs, hostOf(node).wallPpm),
    driftWall: (node, partsPerMillion) => setWall(node, wallOffsetMs(node), partsPerMillion),
    resetWall: (node) => setWall(node, 0, 0),
  };
}
