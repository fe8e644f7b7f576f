// One member of the Paxos group: puts the parts together, decides which role it plays, and hands each message to the
// part it is meant for.

import type { NodeConfiguration, Role } from '../anvil.ts';
import type { Env, NodeName } from '../env.ts';
import type { OpenedLog } from '../log/open-log.ts';
import { isWipedClaim } from '../log/recovery.ts';
import type { HandOverMessage, NodeMessage, StatementMessage, StatementReplyMessage } from '../messages.ts';
import { type Acceptor, createAcceptor } from './acceptor.ts';
import type { Applier } from './applier.ts';
import { ballotOwner, comparePositions } from './ballot.ts';
import { createElection, type Election } from './election.ts';
import { createGroup, type Group, send } from './group.ts';
import { createLeaderSwitch, type LeaderSwitch } from './leader-switch.ts';
import { createGrant } from './lease.ts';
import { createFollower, type Follower } from './replication-follower.ts';
import { beginLeadership, type Leadership } from './replication-leader.ts';
import { createSnapshotReceiver } from './snapshot-receiver.ts';
import { createSnapshotter, type Snapshotter } from './snapshotter.ts';
import { createStatementService, type EncodeCommand, type StatementService } from './statement-service.ts';

/** Whom this node takes for the leader, and by which ballot. */
export interface KnownLeader {
  readonly name: NodeName;
  readonly ballot: number;
}

export interface Replica {
  readonly group: Group;
  readonly acceptor: Acceptor;
  readonly service: StatementService;
  readonly snapshotter: Snapshotter;
  role(): Role;
  leader(): KnownLeader | null;
  leadership(): Leadership | null;
  /** Why this node may not lead yet; `null` when it is whole. */
  repairReason(): string | null;
  handleMessage(from: NodeName, message: NodeMessage): void;
  /** To be called after each sync of the log. */
  afterSync(): void;
  /** Sets who gets the answers to statements this node forwarded, and who hears of a new leader. */
  connect(hooks: ReplicaHooks): void;
}

export interface ReplicaHooks {
  onStatementReply(message: StatementReplyMessage): void;
  onLeaderChange(): void;
}

export function createReplica(
  env: Env,
  configuration: NodeConfiguration,
  opened: OpenedLog,
  applier: Applier,
  encodeCommand: EncodeCommand,
  sendMessage: Group['sendMessage'],
): Replica {
  const { log } = opened;
  const grant = createGrant(env.clock, configuration.timings.leaseMs, opened.existedBefore);
  const group = createGroup(env, configuration, log, applier, grant, opened.format, sendMessage);
  const acceptor = createAcceptor(group);
  const snapshotter = createSnapshotter(group, opened.snapshot?.position.logId ?? 0);
  let term: Leadership | null = null;
  let leader: KnownLeader | null = null;
  let stateLost = opened.stateLost;
  let hooks: ReplicaHooks = { onStatementReply: () => {}, onLeaderChange: () => {} };

  const leaderSwitch: LeaderSwitch = createLeaderSwitch(group, {
    endTerm: (reason) => endTerm(reason),
    postponeElection: (delayMs) => election.postpone(delayMs),
    standNow: () => election.standNow(),
  });
  const service = createStatementService(group, () => term, leaderSwitch, encodeCommand);
  applier.onApplied(leaderSwitch.progressed);
  const repairReason = (): string | null => {
    if (stateLost) return 'the snapshot is damaged or missing; waiting for one from the leader';
    if (isWipedClaim(log.claim())) {
      return 'its disk was emptied; it counts again once it holds what a leader and a majority of the other nodes confirm';
    }
    const { ballot, logId } = log.claim();
    return logId === 0
      ? null
      : `the log was damaged; entries up to ${logId} of ballot ${ballot} may be missing`;
  };
  const setLeader = (next: KnownLeader | null): void => {
    if (leader?.ballot === next?.ballot) return;
    leader = next;
    if (next !== null) {
      env.sometimes('leader-changed');
      leaderSwitch.leaderKnown(next.name);
    }
    hooks.onLeaderChange();
  };
  const endTerm = (reason: string): void => {
    if (term === null) return;
    env.logger.info('leadership-ended', { ballot: term.ballot, reason });
    term.stop();
    term = null;
    setLeader(null);
    service.termEnded();
    leaderSwitch.termEnded();
  };

  const election: Election = createElection(group, acceptor, {
    mayStand: () =>
      term === null && repairReason() === null && log.writer.flushingMs() < configuration.timings.leaseMs,
    onStanding: () => setLeader(null),
    onElected: (ballot) => {
      env.logger.info('elected', { ballot, last: log.last() });
      term = beginLeadership(group, ballot, (reason) => endTerm(reason));
      setLeader({ name: group.name, ballot });
    },
  });
  const follower: Follower = createFollower(group, acceptor, {
    onOutranked: (name, ballot) => endTerm(`${name} leads by ballot ${ballot}`),
    onLeader: (name, ballot) => {
      endTerm(`${name} leads by ballot ${ballot}`);
      election.abandon();
      election.heardLeader();
      setLeader({ name, ballot });
    },
    needsSnapshot: () => stateLost,
  });
  const receiver = createSnapshotReceiver(group, follower, snapshotter.lock, acceptor.promised, (logId) => {
    stateLost = false;
    snapshotter.installed(logId);
  });

  /** The leader of `ballot` wants this node to lead. Late and repeated messages name a ballot that is over. */
  const takeOver = (from: NodeName, { ballot, last }: HandOverMessage): void => {
    if (term !== null || ballot !== acceptor.durablePromise() || ballot !== acceptor.promised()) return;
    const reason =
      repairReason() ??
      (log.writer.flushingMs() >= configuration.timings.leaseMs ? 'waits for its disk' : null) ??
      (comparePositions(log.last(), last) === 0 ? null : 'does not have the whole log');
    if (reason === null) election.takeOver(ballot);
    else send(group, from, { kind: 'hand-over-refused', ballot, reason });
  };
  const serve = (from: NodeName, message: StatementMessage): void => {
    const { id, incarnation } = message;
    service.serve(from, message, (result) =>
      send(group, from, { kind: 'statement-reply', id, incarnation, result }),
    );
  };
  /** Appends and snapshots come only from the owner of their ballot. */
  const isOwner = (from: NodeName, ballot: number): boolean => ballotOwner(ballot, group.voters) === from;

  const handleMessage = (from: NodeName, message: NodeMessage): void => {
    group.counters.messagesReceived += 1;
    if (!group.peers.includes(from)) {
      group.counters.messagesRefused += 1;
      return;
    }
    switch (message.kind) {
      case 'pre-vote':
        return acceptor.handlePreVote(from, message);
      case 'pre-vote-reply':
        return election.handlePreVoteReply(from, message);
      case 'prepare':
        return acceptor.handlePrepare(from, message, () => {
          endTerm(`promised ballot ${message.ballot} to ${from}`);
          election.abandon();
          setLeader(null);
        });
      case 'promise':
        return election.handlePromise(from, message);
      case 'hand-over':
        if (isOwner(from, message.ballot)) takeOver(from, message);
        return undefined;
      case 'hand-over-refused':
        return leaderSwitch.handleRefused(from, message);
      case 'append':
        if (isOwner(from, message.ballot)) follower.handleAppend(from, message);
        return undefined;
      case 'snapshot-chunk':
        if (isOwner(from, message.ballot)) receiver.handleChunk(from, message);
        return undefined;
      case 'append-reply':
        deposeIfOutranked(message.promised);
        term?.handleAppendReply(from, message);
        return leaderSwitch.progressed();
      case 'snapshot-reply':
        deposeIfOutranked(message.promised);
        return term?.handleSnapshotReply(from, message);
      case 'statement':
        return serve(from, message);
      case 'statement-reply':
        return hooks.onStatementReply(message);
      default:
        group.counters.messagesRefused += 1;
        return undefined;
    }
  };
  const deposeIfOutranked = (promised: number): void => {
    if (term !== null && promised > term.ballot) endTerm(`a follower has promised ballot ${promised}`);
  };

  return {
    group,
    acceptor,
    service,
    snapshotter,
    handleMessage,
    repairReason,
    leader: () => leader,
    leadership: () => term,
    role: () => {
      if (term !== null) return 'leader';
      return election.running() ? 'candidate' : 'follower';
    },
    afterSync: () => {
      follower.afterSync();
      term?.afterSync();
    },
    connect: (given) => {
      hooks = given;
    },
  };
}
