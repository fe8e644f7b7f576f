// What a node says of itself: status page, counters, and the look inside that simulators take.

import type { NodeConfiguration, NodeCounters, NodeStatus } from './anvil.ts';
import type { ReplicaInspection } from './inspection.ts';
import { crc32 } from './log/crc32.ts';
import type { RunningMember } from './member.ts';
import type { Replica } from './paxos/replica.ts';

/** The status page of a node. */
export function statusOf(
  { name }: NodeConfiguration,
  running: RunningMember | null,
  stateMachine: { readonly stateHash: number; readonly appliedLogId: number },
  haltReason: string | null,
  sessions: number,
): NodeStatus {
  const look = running === null ? null : inspectionOf(running.replica);
  const repairs = running?.replica.repairReason() ?? null;
  const state = running === null ? 'recovering' : repairs === null ? 'serving' : 'repairing';
  return {
    node: name,
    role: look?.role ?? 'follower',
    state: haltReason === null ? state : 'halted',
    reason: haltReason ?? repairs ?? '',
    ballot: look?.promisedBallot ?? 0,
    leader: running?.replica.leader()?.name ?? null,
    leaseRemainingMs: running?.replica.leadership()?.lease.remainingMs() ?? 0,
    log: {
      firstLogId: (look?.base.logId ?? 0) + 1,
      lastLogId: look?.last.logId ?? 0,
      durableLogId: look?.durableLogId ?? 0,
      committedLogId: look?.committedLogId ?? 0,
      appliedLogId: look?.appliedLogId ?? 0,
      snapshotLogId: running?.replica.snapshotter.snapshotLogId() ?? 0,
    },
    stateHash: stateMachine.stateHash,
    sessions,
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

/** What a simulator checks. */
export function inspectionOf(replica: Replica): ReplicaInspection {
  const { group, acceptor } = replica;
  const { log, applier } = group;
  const term = replica.leadership();
  return {
    role: replica.role(),
    promisedBallot: acceptor.durablePromise(),
    leaderBallot: term?.ballot ?? 0,
    serving: term !== null && term.reconfirmed() && term.lease.held(),
    leaseEndMs: term?.lease.endMs() ?? 0,
    grantUntilMs: group.grant.untilMs(),
    base: log.base(),
    last: log.last(),
    durableLogId: log.durableLogId(),
    committedLogId: applier.committedLogId(),
    appliedLogId: applier.appliedLogId(),
    stateHash: applier.stateMachine.stateHash,
    entry: (logId) => {
      const entry = logId > log.base().logId ? log.read(logId, 0)[0] : undefined;
      return entry === undefined ? undefined : { ballot: entry.ballot, crc: crc32(entry.command) };
    },
  };
}
