// A cluster of hosts inside one process: kernel, clocks, network, disks and processes wired together. What runs on the
// hosts is a program given by the caller, which sees nothing but its `Env`.

import type { Env } from '../../../cluster/env.ts';
import { type ClockOptions, type Clocks, createClocks, defaultClockOptions } from './clocks.ts';
import { createDisk, type DiskOptions, defaultDiskOptions, type SimulatedDisk } from './disk/disk.ts';
import { allowAmbient, guardAmbient } from './guard.ts';
import type { Heartbeat } from './heartbeat.ts';
import { createKernel, type EventOptions, type Kernel, type Outcome } from './kernel.ts';
import { createHostLogger, type HostLog } from './logs.ts';
import {
  createNetwork,
  defaultNetworkOptions,
  type NetworkOptions,
  type SimulatedNetwork,
} from './network.ts';
import { createProcesses, type Incarnation, type Processes } from './processes.ts';
import { createRandom, type RandomStream } from './random.ts';
import { createTrace, digestOfName, type EventKind } from './trace.ts';

export interface SimulationOptions {
  /** Unsigned 32-bit; everything random in the run is forked from it. */
  readonly seed: number;
  /** Names of the hosts, unique, in order. */
  readonly nodes: readonly string[];
  /** What the process of a host does when it starts; called anew for each life. */
  readonly program: (node: string, env: Env) => void;
  readonly clock?: Partial<ClockOptions>;
  readonly network?: Partial<NetworkOptions>;
  readonly disk?: Partial<DiskOptions>;
  /** Most events of the run. Default 1e9. */
  readonly stepLimit?: number;
  /** Most events of any one virtual second. Default 500,000: beyond it somebody goes round in circles. */
  readonly stepsPerSecondLimit?: number;
  /** The number of an event that is known not to end. */
  readonly endlessStep?: number;
  /** Where that is 0, before the first event: the node that does not come to the end of its start. */
  readonly endlessStart?: number;
  /** Is told of each event before it runs. */
  readonly heartbeat?: Heartbeat;
  /** Takes one line per event. Costs much time. */
  readonly onTraceLine?: (line: string) => void;
}

export interface Simulation {
  readonly kernel: Kernel;
  readonly names: readonly string[];
  readonly processes: Processes;
  readonly clocks: Clocks;
  readonly network: SimulatedNetwork;
  readonly disks: readonly SimulatedDisk[];
  readonly logs: readonly HostLog[];
  /** Stream forked by name for whatever is outside the hosts: `schedule`, `workload`, ... */
  random(name: string): RandomStream;
  /** Gives every stream new numbers from now on. */
  reseed(seed: number): void;
  /** Index of a host; throws a `RangeError` for a name that is none. */
  indexOf(node: string): number;
  /** Runs `work` in `delayMs` of virtual time as an event of the world. */
  after(delayMs: number, work: () => void): void;
  /** Kills the processes and loses what their hosts had not synced. */
  powerOff(nodes: readonly number[]): void;
  /** Runs until `untilMs` of virtual time, `stop`, or a limit. Nothing ambient can be touched meanwhile. */
  run(untilMs: number, stop?: () => boolean): Outcome;
  /** Digest of every event so far: equal for equal runs. */
  traceHash(): string;
  /** How often each `sometimes` condition was reached on any host. */
  conditions(): Readonly<Record<string, number>>;
}

/** Makes a cluster at time 0 without any process; start them through `processes.start`. */
export function createSimulation(options: SimulationOptions): Simulation {
  const names = options.nodes;
  const seed = { value: options.seed >>> 0 };
  const root = createRandom(seed);
  const { onTraceLine } = options;
  const writeLine = onTraceLine && ((line: string) => allowAmbient(() => onTraceLine(line)));
  const trace = createTrace(names, writeLine ?? null);
  const { endlessStep } = options;
  const kernel = createKernel(
    trace,
    {
      steps: options.stepLimit ?? 1e9,
      stepsPerSecond: options.stepsPerSecondLimit ?? 500_000,
      ...(endlessStep === undefined ? {} : { endlessStep }),
    },
    options.heartbeat,
  );
  const conditions = new Map<string, number>();
  const processes = createProcesses(kernel, names.length, (life) => begin(life));
  const clocks = createClocks(kernel, processes, names.length, root.fork('clock'), {
    ...defaultClockOptions,
    ...options.clock,
  });
  const network = createNetwork(kernel, processes, names, root.fork('network'), {
    ...defaultNetworkOptions,
    ...options.network,
  });
  const diskOptions: DiskOptions = { ...defaultDiskOptions, ...options.disk };
  const disks = names.map((name, node) =>
    createDisk(kernel, processes, node, root.fork(`disk/${name}`), diskOptions),
  );
  const logs = names.map((_name, node) => createHostLogger(() => clocks.wallMs(node)));
  processes.onGone((node) => disks[node]?.processGone());

  const begin = (life: Incarnation): void => {
    const name = names[life.node] as string;
    options.heartbeat?.beat(kernel.steps(), 'world', life.node);
    // Processes that start before the first event start within none.
    if (endlessStep === 0 && kernel.steps() === 0 && life.node === options.endlessStart) {
      kernel.reportStuck({ node: life.node, what: 'does not come to the end of its start' });
      return;
    }
    options.program(name, createEnv(life, name));
  };
  const createEnv = (life: Incarnation, name: string): Env => ({
    clock: clocks.clockOf(life),
    random: root.fork(`node:${name}/${life.number}`),
    network: network.networkOf(life),
    disk: (disks[life.node] as SimulatedDisk).diskOf(life),
    logger: (logs[life.node] as HostLog).logger,
    halt: (reason) => {
      logs[life.node]?.logger.error('halted', { reason });
      processes.end(life, 'halted', reason);
    },
    sometimes: (condition) => {
      conditions.set(condition, (conditions.get(condition) ?? 0) + 1);
    },
  });

  return {
    kernel,
    names,
    processes,
    clocks,
    network,
    disks,
    logs,
    random: (name) => root.fork(name),
    reseed: (value) => {
      seed.value = value >>> 0;
    },
    indexOf: (node) => {
      const index = names.indexOf(node);
      if (index < 0) throw new RangeError(`There is no node ${node}; the nodes are ${names.join(', ')}.`);
      return index;
    },
    after: (delayMs, work) => {
      kernel.schedule(delayMs * 1e6, worldEvent('world'), work);
    },
    powerOff: (nodes) => {
      for (const node of nodes) processes.kill(node);
      for (const node of nodes) disks[node]?.losePower();
    },
    run: (untilMs, stop) => guardAmbient(() => kernel.run(untilMs * 1e6, stop)),
    traceHash: () => trace.hash(),
    conditions: () => Object.fromEntries([...conditions].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** An event that belongs to no host. */
export function worldEvent(kind: EventKind, name: string = kind): EventOptions {
  return { kind, node: -1, digest: digestOfName(name), describe: () => name };
}
