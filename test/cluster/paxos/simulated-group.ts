// A Paxos group on the simulator, watched after every event: one leader a ballot, one lease at a time, equal committed
// prefixes, promises that never go back.

import type { Timings } from '../../../cluster/anvil.ts';
import { type Engine, type RunningMember, startMember } from '../../../cluster/member.ts';
import { inspectionOf } from '../../../cluster/node-report.ts';
import { defaultTimings } from '../../../cluster/timings.ts';
import {
  createSimulation,
  type Simulation,
  type SimulationOptions,
} from '../../../src/worlds/sim/simulation.ts';
import { listEngine } from './list-machine.ts';

export interface SimulatedGroup {
  readonly simulation: Simulation;
  readonly names: readonly string[];
  readonly size: number;
  /** The running member of a host; `null` while it has no process or still reads its log. */
  member(node: number): RunningMember | null;
  /** Index of the node that serves now, or -1. */
  servingNode(): number;
  start(node: number): void;
  kill(node: number): void;
  /** Kills a host's process and empties its disk, but for the files named: what it had promised is forgotten. */
  wipe(node: number, kept?: readonly string[]): void;
  /** Cuts or heals both directions between two hosts. */
  cut(left: number, right: number, cut: boolean): void;
  /** Cuts a host from all others, or heals it. */
  isolate(node: number, cut: boolean): void;
  heal(): void;
  runFor(durationMs: number, stop?: () => boolean): void;
  /** Runs until some node serves; throws when none does within `limitMs`. Returns its index. */
  awaitServing(limitMs?: number): number;
  /** What was committed, by LogID: `ballot:crc`. */
  readonly decided: readonly (string | undefined)[];
}

export interface GroupOptions
  extends Partial<Pick<SimulationOptions, 'network' | 'disk' | 'clock' | 'onTraceLine'>> {
  readonly size: number;
  readonly seed: number;
  readonly timings?: Partial<Timings>;
  readonly engine?: () => Engine;
}

/** A run that needs more events than this has gone wild. */
const stepsMaximum = 3_000_000;

export function createSimulatedGroup(options: GroupOptions): SimulatedGroup {
  const { size, seed } = options;
  const names = Array.from({ length: size }, (_unused, index) => `n${index + 1}`);
  const timings = { ...defaultTimings, ...options.timings };
  const members: (RunningMember | null)[] = names.map(() => null);
  const rootUser = { name: 'root', passwordHash: new Uint8Array(20) };
  const simulation = createSimulation({
    seed,
    nodes: names,
    stepLimit: stepsMaximum,
    ...(options.onTraceLine && { onTraceLine: options.onTraceLine }),
    ...(options.network && { network: options.network }),
    ...(options.disk && { disk: options.disk }),
    ...(options.clock && { clock: options.clock }),
    program: (name, env) => {
      const configuration = { name, voters: names, timings, rootUser };
      startMember(
        env,
        configuration,
        options.engine?.() ?? listEngine(),
        () => {},
        (member) => {
          members[names.indexOf(name)] = member;
        },
      );
    },
  });
  simulation.processes.onGone((node) => {
    members[node] = null;
  });
  const decided: (string | undefined)[] = [];
  const promised = names.map(() => 0);
  watch(simulation, members, decided, promised);
  const running = (node: number): boolean => simulation.processes.state(node) === 'running';

  const group: SimulatedGroup = {
    simulation,
    names,
    size,
    decided,
    member: (node) => members[node] ?? null,
    servingNode: () =>
      members.findIndex(
        (member, node) => member !== null && running(node) && inspectionOf(member.replica).serving,
      ),
    start: (node) => simulation.processes.start(node),
    kill: (node) => simulation.processes.kill(node),
    wipe: (node, kept = []) => {
      simulation.processes.kill(node);
      const files = simulation.disks[node]?.fileSystem;
      for (const name of files?.names() ?? []) if (!kept.includes(name)) files?.remove(name);
      files?.syncDirectory();
      promised[node] = 0;
    },
    cut: (left, right, cut) => {
      simulation.network.setCut(left, right, cut);
      simulation.network.setCut(right, left, cut);
    },
    isolate: (node, cut) => {
      for (let other = 0; other < size; other += 1) if (other !== node) group.cut(node, other, cut);
    },
    heal: () => {
      for (let node = 0; node < size; node += 1) group.isolate(node, false);
    },
    runFor: (durationMs, stop) => {
      const outcome = simulation.run(simulation.kernel.nowNs() / 1e6 + durationMs, stop);
      if (outcome === 'step-limit' || outcome === 'event-storm')
        throw new Error(`More than ${stepsMaximum} events (seed ${seed}).`);
    },
    awaitServing: (limitMs = 20_000) => {
      group.runFor(limitMs, () => group.servingNode() >= 0);
      const node = group.servingNode();
      if (node < 0) throw new Error(`No node serves after ${limitMs} ms (seed ${seed}).`);
      return node;
    },
  };
  return group;
}

/** Checks what must hold at every moment; throws at the event that breaks it. */
function watch(
  simulation: Simulation,
  members: readonly (RunningMember | null)[],
  decided: (string | undefined)[],
  promised: number[],
): void {
  const leaderOf = new Map<number, number>();
  const checkedMember: (RunningMember | null)[] = members.map(() => null);
  const checkedLogId = members.map(() => 0);

  const checkNode = (node: number, member: RunningMember): boolean => {
    const look = inspectionOf(member.replica);
    if (checkedMember[node] !== member) {
      checkedMember[node] = member;
      checkedLogId[node] = 0;
    }
    if (look.promisedBallot < (promised[node] as number)) throw new Error(`n${node + 1} forgot a promise.`);
    promised[node] = look.promisedBallot;
    if (look.leaderBallot > 0) {
      const other = leaderOf.get(look.leaderBallot) ?? node;
      if (other !== node) throw new Error(`Ballot ${look.leaderBallot} has two leaders.`);
      leaderOf.set(look.leaderBallot, node);
    }
    for (let logId = (checkedLogId[node] as number) + 1; logId <= look.appliedLogId; logId += 1) {
      const entry = look.entry(logId);
      if (entry === undefined) continue;
      const text = `${entry.ballot}:${entry.crc}`;
      decided[logId] ??= text;
      if (decided[logId] !== text) {
        throw new Error(`n${node + 1} committed ${text} at ${logId}, another node ${decided[logId]}.`);
      }
    }
    checkedLogId[node] = look.appliedLogId;
    return look.serving;
  };
  const checkMember = (node: number): boolean => {
    const member = members[node] ?? null;
    return member !== null && checkNode(node, member) && simulation.processes.state(node) === 'running';
  };
  // An event changes only the node it happens to; events of the world may change any.
  simulation.kernel.observe(({ node }) => {
    if (node >= 0 && !checkMember(node)) return;
    let serving = 0;
    for (const other of members.keys()) if (checkMember(other)) serving += 1;
    if (serving > 1) throw new Error('Two nodes hold a lease and serve at once.');
  });
}
