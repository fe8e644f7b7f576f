// Checks every invariant after every event, and stops at the first that is broken.

import type { ReplicaInspection } from '../../../../cluster/inspection.ts';
import type { SimulatedCluster } from '../cluster.ts';
import type { FaultAtlas } from '../fault-atlas.ts';
import { committedIsDurable } from './committed-is-durable.ts';
import { countedIsDurable } from './counted-is-durable.ts';
import { createDurableLog } from './durable-log.ts';
import { electableNodesAreComplete } from './electable-nodes-are-complete.ts';
import type { ClusterLogs, Finding, Invariant, Observation } from './invariant.ts';
import { leadersHoldPromises } from './leaders-hold-promises.ts';
import { leasesNeverOverlap } from './leases-never-overlap.ts';
import { logsAgree } from './logs-agree.ts';
import { oneLeaderPerBallot } from './one-leader-per-ballot.ts';
import { promisesLast } from './promises-last.ts';
import { readsUnderLease } from './reads-under-lease.ts';
import { statesAgree } from './states-agree.ts';
import { wipedNodesWait } from './wiped-nodes-wait.ts';

/** The questions to one host's node, whichever lives there; made once, for there are very many observations. */
type Look = Pick<Observation, 'readsServed' | 'commandDigest' | 'leaderBallot' | 'countedLogId'>;

/** Watches a cluster; `onBroken` is called once, at the event that broke an invariant. */
export function watchInvariants(
  cluster: SimulatedCluster,
  atlas: FaultAtlas,
  onBroken: (invariant: string, finding: Finding) => void,
): void {
  const { simulation } = cluster;
  const { names, disks, kernel, processes, clocks } = simulation;
  const logs: ClusterLogs = {
    names,
    durable: disks.map((disk) => createDurableLog(disk.fileSystem)),
    committed: [],
    committedLogId: 0,
    agreedLogIds: names.map(() => 0),
    revision: 0,
    nonVoting: new Map(),
    damagedHosts: () => atlas.damaged(),
    hasDamage: (host) => disks[host]?.fileSystem.isDamaged() === true,
  };
  const invariants: readonly Invariant[] = [
    committedIsDurable(logs),
    countedIsDurable(logs, atlas.isUnread),
    electableNodesAreComplete(logs, atlas.isUnread),
    logsAgree(logs),
    wipedNodesWait(logs),
    promisesLast(names),
    oneLeaderPerBallot(names),
    leadersHoldPromises(logs, atlas.isUnread),
    leasesNeverOverlap(names),
    readsUnderLease(names),
    statesAgree(names),
  ];
  let broken = false;

  processes.onGone((host) => {
    for (const invariant of invariants) invariant.forget?.(host);
  });
  const follow = (host: number): void => {
    const changedFrom = logs.durable[host]?.follow() ?? null;
    if (changedFrom === null) return;
    logs.revision += 1;
    logs.agreedLogIds[host] = Math.min(logs.agreedLogIds[host] as number, changedFrom - 1);
  };
  const wipesSeen = names.map(() => 0);
  /** Before the emptied disk is looked at: what it had held is known from the look before. */
  const followWipes = (): void => {
    for (const [host, wipes] of atlas.wipes().entries()) {
      if (wipes === wipesSeen[host]) continue;
      wipesSeen[host] = wipes;
      const lastLogId = Math.max(
        logs.durable[host]?.lastLogId() ?? 0,
        logs.nonVoting.get(host)?.lastLogId ?? 0,
      );
      logs.nonVoting.set(host, { lastLogId, committedLogId: logs.committedLogId });
      for (const invariant of invariants) invariant.wiped?.(host);
    }
  };
  const looks = names.map((_name, host): Look => {
    const inspect = (): ReplicaInspection | null => cluster.nodeOf(host)?.inspect?.() ?? null;
    return {
      readsServed: () =>
        inspect()?.readsServed?.() ?? cluster.nodeOf(host)?.counters()['reads_served_total'] ?? 0,
      commandDigest: (logId) => inspect()?.entry(logId)?.crc,
      leaderBallot: () => inspect()?.leaderBallot ?? 0,
      // Builds of before cannot say.
      countedLogId: (follower) => inspect()?.countedLogId?.(follower) ?? 0,
    };
  });
  const observe = (host: number): Observation | null => {
    const status = cluster.glanceAt(host);
    if (status === null) return null;
    const leaseNs = status.leaseRemainingMs * 1e6;
    const leaseEndNs = leaseNs > 0 ? clocks.trueNs(host, clocks.monotonicNs(host) + leaseNs) : 0;
    return { host, status, nowNs: kernel.nowNs(), leaseEndNs, ...(looks[host] as Look) };
  };
  kernel.observe((event) => {
    if (broken) return;
    // Faults may touch any disk: a killed process leaves calls half done, a power loss changes what is there.
    if (event.kind === 'fault') {
      followWipes();
      for (const host of names.keys()) follow(host);
    }
    // What a client's packet sets off shows at the next event of the node's own.
    if (event.node < 0 || event.kind === 'client') return;
    if (event.kind === 'disk') follow(event.node);
    const observation = observe(event.node);
    if (observation === null) return;
    for (const invariant of invariants) {
      const finding = invariant.check(observation);
      if (finding === null) continue;
      broken = true;
      onBroken(invariant.name, finding);
      return;
    }
  });
}
