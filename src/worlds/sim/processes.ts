// The database process of each host: started, killed, stopped and continued. Whatever belongs to a process runs through
// `deliver`, which drops it once that life is over and holds it back while the process is stopped.

import { allowAmbient, guardAmbient } from './guard.ts';
import type { Kernel } from './kernel.ts';
import { digestOfName } from './trace.ts';

export type SimulatedProcessState = 'running' | 'paused' | 'absent';

/** One life of a process, from start to death; compared by identity. */
export interface Incarnation {
  readonly node: number;
  /** Counts a host's lives from 1. */
  readonly number: number;
}

/** How a process ended without being killed. */
export interface Death {
  readonly node: number;
  readonly timeNs: number;
  /** `halted`: it stopped itself on purpose. `crashed`: an exception nobody caught. */
  readonly kind: 'halted' | 'crashed';
  readonly reason: string;
}

export interface Processes {
  state(node: number): SimulatedProcessState;
  /** The living process of a host, stopped or not; `null` when there is none. */
  current(node: number): Incarnation | null;
  /** Begins a new life. Does nothing when there is a process. */
  start(node: number): void;
  kill(node: number): void;
  pause(node: number): void;
  resume(node: number): void;
  /** Runs `work` as part of this life: now, at resumption when stopped, or never when over. */
  deliver(life: Incarnation, work: () => void): void;
  /** Ends this life from inside. */
  end(life: Incarnation, kind: Death['kind'], reason: string): void;
  /** Lives that ended by themselves, in order. */
  readonly deaths: readonly Death[];
  /** Kills every process for good: nothing on the hosts happens any more. */
  freeze(): void;
  /** Is told after a process is gone, killed or ended by itself. */
  onGone(listener: (node: number) => void): void;
}

/** Most events held back for one stopped process; further ones are lost, as by a full socket buffer. */
const heldEventsLimit = 100_000;

interface Host {
  life: Incarnation | null;
  paused: boolean;
  lives: number;
  held: (() => void)[];
}

/**
 * Makes the process table of `nodeCount` hosts, all without a process.
 * @param program what a process does when it starts
 */
export function createProcesses(
  kernel: Kernel,
  nodeCount: number,
  program: (life: Incarnation) => void,
): Processes {
  const hosts: Host[] = Array.from({ length: nodeCount }, () => ({
    life: null,
    paused: false,
    lives: 0,
    held: [],
  }));
  const deaths: Death[] = [];
  const goneListeners: ((node: number) => void)[] = [];
  let frozen = false;
  const hostOf = (node: number): Host => {
    const host = hosts[node];
    if (host === undefined) throw new RangeError(`There is no node with index ${node}.`);
    return host;
  };

  const remove = (node: number): void => {
    const host = hostOf(node);
    if (host.life === null) return;
    host.life = null;
    host.paused = false;
    host.held = [];
    for (const listener of goneListeners) listener(node);
  };
  const end = (life: Incarnation, kind: Death['kind'], reason: string): void => {
    if (hostOf(life.node).life !== life) return;
    deaths.push({ node: life.node, timeNs: kernel.nowNs(), kind, reason });
    remove(life.node);
  };
  const deliver = (life: Incarnation, work: () => void): void => {
    const host = hostOf(life.node);
    if (host.life !== life) return;
    if (host.paused) {
      if (host.held.length < heldEventsLimit) host.held.push(work);
      return;
    }
    try {
      work();
    } catch (error) {
      end(life, 'crashed', describeError(error));
    }
  };
  const resume = (node: number): void => {
    const host = hostOf(node);
    if (host.life === null || !host.paused) return;
    host.paused = false;
    const { held, life } = host;
    host.held = [];
    for (const work of held) {
      kernel.schedule(0, { kind: 'world', node, digest: digestOfName('held') }, () => deliver(life, work));
    }
  };

  return {
    deaths,
    deliver,
    end,
    resume,
    kill: remove,
    state: (node) => {
      const host = hostOf(node);
      if (host.life === null) return 'absent';
      return host.paused ? 'paused' : 'running';
    },
    freeze: () => {
      frozen = true;
      for (const node of hosts.keys()) remove(node);
    },
    current: (node) => hostOf(node).life,
    start: (node) => {
      const host = hostOf(node);
      if (host.life !== null || frozen) return;
      host.lives += 1;
      const life: Incarnation = { node, number: host.lives };
      host.life = life;
      guardAmbient(() => deliver(life, () => program(life)));
    },
    pause: (node) => {
      const host = hostOf(node);
      if (host.life !== null) host.paused = true;
    },
    onGone: (listener) => {
      goneListeners.push(listener);
    },
  };
}

/** With its stack, which may read source maps from files. */
function describeError(error: unknown): string {
  return allowAmbient(() => (error instanceof Error ? (error.stack ?? error.message) : String(error)));
}
