// What the parts of one replica share: its place among the voters, its doors, its log and state machine.

import type { NodeConfiguration, Timings } from '../anvil.ts';
import type { Env, NodeName } from '../env.ts';
import type { ReplicatedLog } from '../log/log.ts';
import type { NodeMessage } from '../messages.ts';
import type { Applier } from './applier.ts';
import { quorumSize } from './ballot.ts';
import type { Grant } from './lease.ts';

export interface Group {
  readonly env: Env;
  readonly name: NodeName;
  readonly voters: readonly NodeName[];
  readonly peers: readonly NodeName[];
  readonly quorum: number;
  readonly timings: Timings;
  readonly log: ReplicatedLog;
  readonly applier: Applier;
  readonly grant: Grant;
  /** The format that the disk is written in from now on. */
  readonly format: () => number;
  /** To a peer, in the version of the wire that it speaks. */
  readonly sendMessage: (to: NodeName, message: NodeMessage) => void;
  readonly counters: GroupCounters;
}

/** Counts since the start; plain numbers that any part may raise. */
export interface GroupCounters {
  elections: number;
  electionsWon: number;
  entriesAppended: number;
  entriesTruncated: number;
  snapshotsSaved: number;
  snapshotsSent: number;
  snapshotsInstalled: number;
  messagesSent: number;
  messagesReceived: number;
  messagesRefused: number;
}

export function newGroupCounters(): GroupCounters {
  return {
    elections: 0,
    electionsWon: 0,
    entriesAppended: 0,
    entriesTruncated: 0,
    snapshotsSaved: 0,
    snapshotsSent: 0,
    snapshotsInstalled: 0,
    messagesSent: 0,
    messagesReceived: 0,
    messagesRefused: 0,
  };
}

/** Binds the parts together. */
export function createGroup(
  env: Env,
  configuration: NodeConfiguration,
  log: ReplicatedLog,
  applier: Applier,
  grant: Grant,
  format: () => number,
  sendMessage: Group['sendMessage'],
): Group {
  const { name, voters, timings } = configuration;
  return {
    env,
    name,
    voters,
    peers: voters.filter((voter) => voter !== name),
    quorum: quorumSize(voters.length),
    timings,
    log,
    applier,
    grant,
    format,
    sendMessage,
    counters: newGroupCounters(),
  };
}

/** Sends one message to a peer and counts it. */
export function send(group: Group, to: NodeName, message: NodeMessage): void {
  group.counters.messagesSent += 1;
  group.sendMessage(to, message);
}
