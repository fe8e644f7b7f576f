// One run under random faults, then healing, then the judgement. Everything follows from the seed.

import { inspectionOf } from '../../../cluster/node-report.ts';
import { damageOneFile } from './damage.ts';
import { type ListClients, startListClients } from './list-clients.ts';
import { createSimulatedGroup, type GroupOptions, type SimulatedGroup } from './simulated-group.ts';

export interface ChaosResult {
  readonly group: SimulatedGroup;
  readonly clients: ListClients;
}

export interface ChaosOptions extends GroupOptions {
  readonly durationMs: number;
  readonly faults: readonly ('kill' | 'pause' | 'partition' | 'power' | 'damage' | 'fsync-error')[];
  /** Mean time between two faults. */
  readonly faultEveryMs?: number;
  /** Sees the group before anything runs, to look at it when the run fails. */
  readonly onGroup?: (group: SimulatedGroup) => void;
}

/** Runs it; throws at the first broken promise. */
export function runChaos(options: ChaosOptions): ChaosResult {
  const group = createSimulatedGroup(options);
  options.onGroup?.(group);
  const { simulation, size } = group;
  const random = simulation.random('faults');
  for (let node = 0; node < size; node += 1) group.start(node);
  group.awaitServing();
  const clients = startListClients(group, 6, 40);
  const endMs = simulation.kernel.nowNs() / 1e6 + options.durationMs;
  const fault = (): void => {
    if (simulation.kernel.nowNs() / 1e6 > endMs) return;
    const kind = options.faults[random.below(options.faults.length)];
    const node = random.below(size);
    const lastsMs = 200 + random.below(4000);
    if (kind === 'kill') {
      group.kill(node);
      simulation.after(lastsMs, () => group.start(node));
    } else if (kind === 'pause') {
      simulation.processes.pause(node);
      simulation.after(lastsMs, () => simulation.processes.resume(node));
    } else if (kind === 'partition') {
      partition(group, random.below(2 ** size), random.below(3));
      simulation.after(lastsMs, () => group.heal());
    } else if (kind === 'power') {
      const all = random.below(2) === 0;
      const hosts = simulation.names.map((_name, index) => index).filter((index) => all || index === node);
      simulation.powerOff(hosts);
      for (const host of hosts) simulation.after(lastsMs, () => group.start(host));
    } else if (kind === 'damage') {
      if (damageOneFile(group, node)) {
        group.kill(node);
        simulation.after(lastsMs, () => group.start(node));
      }
    } else if (kind === 'fsync-error') {
      const disk = simulation.disks[node];
      disk?.faults.inject({ kind: 'error', code: 'EIO', operations: ['sync'], percent: 100 });
      simulation.after(lastsMs, () => {
        disk?.faults.heal();
        group.start(node);
      });
    }
    simulation.after(random.below(2 * (options.faultEveryMs ?? 1500)), fault);
  };
  simulation.after(100, fault);
  group.runFor(options.durationMs);
  group.runFor(5000);
  settle(group, clients);
  return { group, clients };
}

/** `side`: bit mask of the hosts on one side; `direction`: 0 both, 1 or 2 only one. */
function partition(group: SimulatedGroup, side: number, direction: number): void {
  for (let from = 0; from < group.size; from += 1) {
    for (let to = 0; to < group.size; to += 1) {
      const crosses = ((side >> from) & 1) !== ((side >> to) & 1);
      const outward = ((side >> from) & 1) === 1;
      if (crosses && (direction === 0 || (direction === 1) === outward))
        group.simulation.network.setCut(from, to, true);
    }
  }
}

/** Heals everything; then the group must serve, agree, and hold what it acknowledged. */
function settle(group: SimulatedGroup, clients: ListClients): void {
  const { simulation, size } = group;
  group.heal();
  for (let node = 0; node < size; node += 1) {
    simulation.processes.resume(node);
    group.start(node);
  }
  group.runFor(6000);
  clients.stop();
  group.runFor(10_000);
  const serving = group.awaitServing(5000);
  const looks = simulation.names.map((name, node) => {
    const member = group.member(node);
    if (member === null)
      throw new Error(`${name} does not run in the end: ${JSON.stringify(simulation.processes.deaths)}`);
    return inspectionOf(member.replica);
  });
  for (const look of looks) {
    if (look.appliedLogId !== looks[0]?.appliedLogId || look.stateHash !== looks[0]?.stateHash) {
      throw new Error(`The replicas did not converge: ${JSON.stringify(looks)}`);
    }
  }
  const crash = simulation.processes.deaths.find(({ kind }) => kind === 'crashed');
  if (crash !== undefined) throw new Error(`n${crash.node + 1} crashed: ${crash.reason}`);
  clients.judge((key) => {
    const member = group.member(serving);
    const outcome = member?.replica.group.applier.stateMachine.read({ sql: `read ${key}`, parameters: [] });
    return outcome?.kind === 'rows' ? outcome.rows.map((row) => String(row[0])) : [];
  });
}
