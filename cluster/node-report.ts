// What a node says of itself: status page, counters, and the look inside that simulators take.

import type { NodeConfiguration, NodeCounters, NodeStatus } from './anvil.ts';
import type { ReplicaInspection } from './inspection.ts';
import { crc32 } from './log/crc32.ts';
import type { RunningMember } from './member.ts';
import type { Replica } from './paxos/replica.ts';
import { diskFormats, firstFormat, wireVersions } from './versions.ts';

/** What a node knows of itself beside its replica. */
export interface NodeCircumstances {
  readonly configuration: NodeConfiguration;
  /** Why it halted; `null` while it has not. */
  haltReason(): string | null;
  /** For what it waits before it can join; empty where for nothing. */
  waitingReason(): string;
  sessions(): number;
}

/** The status of a node while its log is being read. */
export function statusBeforeStart(
  { configuration, haltReason, waitingReason, sessions }: NodeCircumstances,
  stateHash: number,
): NodeStatus {
  const reason = haltReason();
  return {
    node: configuration.name,
    role: 'follower',
    state: reason === null ? 'recovering' : 'halted',
    reason: reason ?? waitingReason(),
    ballot: 0,
    leader: null,
    leaseRemainingMs: 0,
    log: {
      firstLogId: 1,
      lastLogId: 0,
      durableLogId: 0,
      committedLogId: 0,
      appliedLogId: 0,
      snapshotLogId: 0,
    },
    formats: { wire: wireVersions, disk: { ...diskFormats, active: firstFormat }, peers: {} },
    stateHash,
    sessions: sessions(),
  };
}

/** The status as it is, not as it stands while somebody reads it. */
export function copyOfStatus(status: NodeStatus): NodeStatus {
  return { ...status, log: { ...status.log } };
}

/** The status of a running node, made once and read often: each field says how it stands when it is read. */
export function liveStatusOf(
  circumstances: NodeCircumstances,
  { replica, peering, activeFormat }: RunningMember,
): NodeStatus {
  const { acceptor, snapshotter } = replica;
  const { log, applier } = replica.group;
  const logStatus: NodeStatus['log'] = {
    get firstLogId() {
      return log.base().logId + 1;
    },
    get lastLogId() {
      return log.last().logId;
    },
    get durableLogId() {
      return log.durableLogId();
    },
    get committedLogId() {
      return applier.committedLogId();
    },
    get appliedLogId() {
      return applier.appliedLogId();
    },
    get snapshotLogId() {
      return snapshotter.snapshotLogId();
    },
  };
  return {
    node: circumstances.configuration.name,
    log: logStatus,
    get formats() {
      return {
        wire: wireVersions,
        disk: { ...diskFormats, active: activeFormat() },
        peers: peering.versionsOf(),
      };
    },
    get role() {
      return replica.role();
    },
    get state() {
      if (circumstances.haltReason() !== null) return 'halted';
      return replica.repairReason() === null ? 'serving' : 'repairing';
    },
    get reason() {
      return circumstances.haltReason() ?? replica.repairReason() ?? '';
    },
    get ballot() {
      return acceptor.durablePromise();
    },
    get leader() {
      return replica.leader()?.name ?? null;
    },
    get leaseRemainingMs() {
      return replica.leadership()?.lease.remainingMs() ?? 0;
    },
    get stateHash() {
      return applier.stateMachine.stateHash;
    },
    get sessions() {
      return circumstances.sessions();
    },
  };
}

/** Everything counted since the start. */
export function countersOf({ replica, router }: RunningMember, sessions: number): NodeCounters {
  const { group, service } = replica;
  const { writer } = group.log;
  const { counters } = group;
  return {
    log_syncs_total: writer.counters.syncs,
    log_bytes_total: writer.counters.bytes,
    log_segments_total: writer.counters.segments,
    entries_appended_total: counters.entriesAppended,
    entries_truncated_total: counters.entriesTruncated,
    entries_committed: group.applier.committedLogId(),
    entries_applied: group.applier.appliedLogId(),
    elections_total: counters.elections,
    elections_won_total: counters.electionsWon,
    snapshots_saved_total: counters.snapshotsSaved,
    snapshots_sent_total: counters.snapshotsSent,
    snapshots_installed_total: counters.snapshotsInstalled,
    messages_sent_total: counters.messagesSent,
    messages_received_total: counters.messagesReceived,
    messages_refused_total: counters.messagesRefused,
    reads_served_total: service.counters.readsServed,
    writes_proposed_total: service.counters.writesProposed,
    statements_refused_total: service.counters.refused,
    reads_lease_lost_total: service.counters.leaseLostInRead,
    writes_pending: service.pending(),
    statements_read_total: router.counters.reads,
    statements_write_total: router.counters.writes,
    statements_resent_total: router.counters.resent,
    statements_not_executed_total: router.counters.notExecuted,
    statements_outcome_unknown_total: router.counters.outcomeUnknown,
    sessions,
  };
}

/** What a simulator checks: made once for a replica, always as it stands now. */
export function inspectionOf(replica: Replica): ReplicaInspection {
  const { group, acceptor, service } = replica;
  const { log, applier } = group;
  const entry: ReplicaInspection['entry'] = (logId) => {
    const found = log.entryAt(logId);
    return found === undefined ? undefined : { ballot: found.ballot, crc: crc32(found.command) };
  };
  return {
    entry,
    readsServed: () => service.counters.readsServed,
    countedLogId: (follower) => replica.leadership()?.matchedLogId(follower) ?? 0,
    get role() {
      return replica.role();
    },
    get promisedBallot() {
      return acceptor.durablePromise();
    },
    get leaderBallot() {
      return replica.leadership()?.ballot ?? 0;
    },
    get serving() {
      const term = replica.leadership();
      return term?.reconfirmed() === true && term.lease.held();
    },
    get leaseEndMs() {
      return replica.leadership()?.lease.endMs() ?? 0;
    },
    get grantUntilMs() {
      return group.grant.untilMs();
    },
    get base() {
      return log.base();
    },
    get last() {
      return log.last();
    },
    get durableLogId() {
      return log.durableLogId();
    },
    get committedLogId() {
      return applier.committedLogId();
    },
    get appliedLogId() {
      return applier.appliedLogId();
    },
    get stateHash() {
      return applier.stateMachine.stateHash;
    },
  };
}
