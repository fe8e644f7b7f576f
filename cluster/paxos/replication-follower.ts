// The follower's half of replication: grant the lease, check that the logs match, append, and acknowledge only what
// is both matched with this leader's log and on disk.

import type { NodeName } from '../env.ts';
import type { AppendMessage, LogEntry } from '../messages.ts';
import type { Acceptor } from './acceptor.ts';
import { type Group, send } from './group.ts';
import { createRecovery } from './replica-recovery.ts';

export interface Follower {
  handleAppend(from: NodeName, message: AppendMessage): void;
  /** Takes a message of a leader for its ballot: true when this node now follows it and the promise is durable. */
  follow(from: NodeName, ballot: number, again: () => void): boolean;
  /** A snapshot was installed: the log matches the leader's up to there. */
  matchedBySnapshot(ballot: number, logId: number): void;
  /** The log was synced: sends an acknowledgement that waited for it. */
  afterSync(): void;
  /** True while this node must not count, since its disk was wiped. */
  nonVoting(): boolean;
  /** The newest round the leader was granted the lease for; 0 while this node must not count. */
  grantedRound(): number;
}

export interface FollowerHooks {
  /** A leader of a higher ballot than any known here spoke; the promise to follow it is not durable yet. */
  onOutranked(leader: NodeName, ballot: number): void;
  /** A leader of the highest ballot this node knows spoke. */
  onLeader(leader: NodeName, ballot: number): void;
  /** True while the state is lost and only a snapshot helps. */
  needsSnapshot(): boolean;
}

/** Bytes that may wait for the disk before further appends are dropped (the leader sends them again). */
const backlogBytesMaximum = 64 * 1024 * 1024;

export function createFollower(group: Group, acceptor: Acceptor, hooks: FollowerHooks): Follower {
  const { log, applier } = group;
  let leader: NodeName | null = null;
  let leaderBallot = 0;
  let round = 0;
  let matchedLogId = 0;
  let acknowledgementWaits = false;
  const recovery = createRecovery(group, hooks.needsSnapshot);

  const reply = (
    to: NodeName,
    ballot: number,
    accepted: boolean,
    previousLogId: number,
    logId: number,
  ): void => {
    send(group, to, {
      kind: 'append-reply',
      ballot,
      round: ballot === leaderBallot && !recovery.nonVoting() ? round : 0,
      accepted,
      previousLogId,
      matchedLogId: logId,
      promised: acceptor.promised(),
      needsSnapshot: hooks.needsSnapshot(),
      recoveryLife: recovery.life(),
      nonVoting: recovery.nonVoting(),
    });
  };
  /** Only up to the last entry that is matched *and* durable; what lies behind may belong to a deposed leader. */
  const acknowledge = (previousLogId: number): void => {
    if (leader === null || leaderBallot !== acceptor.promised()) return;
    reply(leader, leaderBallot, true, previousLogId, Math.min(matchedLogId, log.durableLogId()));
  };

  const follow = (from: NodeName, ballot: number, again: () => void): boolean => {
    if (ballot > acceptor.promised()) {
      hooks.onOutranked(from, ballot);
      acceptor.promise(ballot, again);
      return false;
    }
    if (ballot < acceptor.promised() || ballot > acceptor.durablePromise()) return false;
    if (ballot !== leaderBallot) {
      leader = from;
      leaderBallot = ballot;
      matchedLogId = 0;
      round = 0;
      acknowledgementWaits = false;
    }
    hooks.onLeader(from, ballot);
    return true;
  };
  /** Appends what is missing, and first cuts off a suffix that contradicts the leader's log. */
  const store = (entries: readonly LogEntry[]): boolean => {
    const firstNew = entries.findIndex(
      (entry) => log.ballotAt(entry.logId) !== entry.ballot && entry.logId > log.base().logId,
    );
    if (firstNew === -1) return false;
    const missing = entries.slice(firstNew);
    const from = (missing[0] as LogEntry).logId;
    if (from <= log.last().logId) {
      if (from <= applier.committedLogId()) {
        group.env.halt(`The leader's entry ${from} contradicts an entry that was committed here.`);
        return false;
      }
      group.env.sometimes('suffix-truncated');
      group.counters.entriesTruncated += log.last().logId - from + 1;
      log.truncateFrom(from);
    }
    group.counters.entriesAppended += missing.length;
    log.append(missing);
    return true;
  };
  const refuse = (message: AppendMessage): void => {
    const { previous } = message;
    let hint = Math.min(previous.logId, log.last().logId);
    const conflicting = log.ballotAt(previous.logId);
    // All entries of the contradicting ballot are suspect; what is committed here is not.
    while (conflicting !== undefined && hint > applier.committedLogId() && log.ballotAt(hint) === conflicting)
      hint -= 1;
    reply(
      leader as NodeName,
      message.ballot,
      false,
      previous.logId,
      Math.max(hint, log.base().logId, matchedLogId),
    );
  };

  const handleAppend = (from: NodeName, message: AppendMessage): void => {
    if (message.ballot < acceptor.promised()) {
      reply(from, message.ballot, false, message.previous.logId, 0);
      return;
    }
    if (!follow(from, message.ballot, () => handleAppend(from, message))) return;
    group.grant.give(from, message.ballot);
    round = Math.max(round, message.round);
    if (log.writer.backlogBytes() > backlogBytesMaximum) return;
    const { previous, entries } = message;
    // What a snapshot covers is committed, hence matched.
    const matches = previous.logId < log.base().logId || log.ballotAt(previous.logId) === previous.ballot;
    if (!matches) {
      refuse(message);
      return;
    }
    const stored = store(entries);
    matchedLogId = Math.max(matchedLogId, previous.logId + entries.length);
    applier.commitTo(Math.min(message.committedLogId, matchedLogId));
    recovery.mark(message.ballot, message.recovery);
    recovery.settle(leaderBallot, matchedLogId);
    if (stored) acknowledgementWaits = true;
    else acknowledge(previous.logId);
  };

  return {
    handleAppend,
    follow,
    nonVoting: recovery.nonVoting,
    grantedRound: () => (recovery.nonVoting() ? 0 : round),
    matchedBySnapshot: (ballot, logId) => {
      if (ballot === leaderBallot) matchedLogId = Math.max(matchedLogId, logId);
      recovery.settle(leaderBallot, matchedLogId);
    },
    afterSync: () => {
      recovery.settle(leaderBallot, matchedLogId);
      if (!acknowledgementWaits) return;
      acknowledgementWaits = matchedLogId > log.durableLogId();
      acknowledge(0);
    },
  };
}
