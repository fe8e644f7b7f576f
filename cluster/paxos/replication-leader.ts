// One term of leadership: lease rounds, replication to every follower, and commitment. A new leader first commits a
// no-op under its own ballot (reconfirmation); until that is applied it serves nobody.

import type { NodeName, Timer } from '../env.ts';
import type { AppendReplyMessage, SnapshotReplyMessage } from '../messages.ts';
import { committableLogId } from './commit.ts';
import { createFollowerProgress, type FollowerProgress } from './follower-progress.ts';
import type { Group } from './group.ts';
import { createLeaderLease, type LeaderLease } from './lease.ts';
import { type PreparedSnapshot, prepareSnapshot } from './snapshot-sender.ts';

export interface Leadership {
  readonly ballot: number;
  readonly lease: LeaderLease;
  /** True once the no-op of this term is committed and applied: everything earlier leaders committed is here. */
  reconfirmed(): boolean;
  /** Appends a command and sends it to everyone; returns its LogID. */
  propose(command: Uint8Array): number;
  /** Why a node could not take the leadership over now, to follow its name; `null` when it could. */
  reasonAgainst(follower: NodeName): string | null;
  /** How far a follower's log is certainly this one's, on disk. */
  matchedLogId(follower: NodeName): number;
  handleAppendReply(from: NodeName, message: AppendReplyMessage): void;
  handleSnapshotReply(from: NodeName, message: SnapshotReplyMessage): void;
  /** The leader's own log was synced. */
  afterSync(): void;
  /** Ends the term; nothing is sent afterwards. */
  stop(): void;
}

/** The empty command. */
const noOperation = new Uint8Array(0);
/** Lease lengths that one sync of the leader's own disk may take before it gives up leading. */
const diskPatienceLeases = 2;

/** Begins a term. `onDeposed` is called when the leader finds that it should not go on. */
export function beginLeadership(
  group: Group,
  ballot: number,
  onDeposed: (reason: string) => void,
): Leadership {
  const { env, log, applier, timings, quorum } = group;
  const lease = createLeaderLease(env.clock, timings, quorum);
  const beganMs = env.clock.monotonicMs();
  let snapshot: PreparedSnapshot | null = null;
  let timer: Timer | null = null;
  let stopped = false;

  const currentSnapshot = (): PreparedSnapshot | null => {
    if (snapshot === null || snapshot.position.logId < log.base().logId) snapshot = prepareSnapshot(group);
    return snapshot;
  };
  const fence = (): void => {
    propose(noOperation);
  };
  const followers = new Map<NodeName, FollowerProgress>(
    group.peers.map((peer) => [peer, createFollowerProgress(group, peer, ballot, fence, currentSnapshot)]),
  );
  const everyFollower = [...followers.values()];

  const propose = (command: Uint8Array): number => {
    const logId = log.last().logId + 1;
    group.counters.entriesAppended += 1;
    // The own copy and the followers' are written at the same time.
    log.append([{ logId, ballot, command }]);
    for (const follower of everyFollower) follower.replicate(lease.round());
    return logId;
  };
  const commit = (): void => {
    // Most acknowledgements come after those that decided.
    if (applier.committedLogId() >= log.last().logId) return;
    const durable = [log.durableLogId()];
    for (const follower of everyFollower) durable.push(follower.matchedLogId());
    const logId = committableLogId(log, ballot, durable, quorum);
    if (logId > applier.committedLogId()) applier.commitTo(logId);
  };
  const reasonToStop = (): string | null => {
    const leaseLostMs = env.clock.monotonicMs() - Math.max(beganMs, lease.endMs());
    if (leaseLostMs > timings.leaseMs) return 'no majority has answered for longer than the lease';
    if (log.writer.flushingMs() > timings.leaseMs * diskPatienceLeases) return 'the disk does not answer';
    return null;
  };
  const heartbeat = (): void => {
    const reason = reasonToStop();
    if (reason !== null) {
      onDeposed(reason);
      return;
    }
    const round = lease.beginRound();
    group.grant.give(group.name, ballot);
    for (const follower of everyFollower) follower.heartbeat(round);
    timer = env.clock.after(timings.heartbeatIntervalMs, heartbeat);
  };

  heartbeat();
  const noOperationLogId = propose(noOperation);
  return {
    ballot,
    lease,
    reconfirmed: () => applier.appliedLogId() >= noOperationLogId,
    propose,
    matchedLogId: (name) => followers.get(name)?.matchedLogId() ?? 0,
    reasonAgainst: (name) => {
      const follower = followers.get(name);
      return follower === undefined ? 'is no other node of the cluster' : follower.reasonAgainstLeading();
    },
    handleAppendReply: (from, message) => {
      const follower = followers.get(from);
      if (stopped || follower === undefined || message.ballot !== ballot) return;
      lease.acknowledge(from, message.round);
      follower.handleAppendReply(message, lease.round());
      commit();
    },
    handleSnapshotReply: (from, message) => {
      const follower = followers.get(from);
      if (stopped || follower === undefined || message.ballot !== ballot) return;
      lease.acknowledge(from, message.round);
      follower.handleSnapshotReply(message, lease.round());
      commit();
    },
    afterSync: () => {
      if (!stopped) commit();
    },
    stop: () => {
      stopped = true;
      timer?.cancel();
    },
  };
}
