// How far the leader has brought one follower: what it holds for certain, what is on its way, and whether it needs
// a snapshot first. Three ways of sending: *probing* for the place where the logs part (one empty message at a time),
// *streaming* entries ahead of their acknowledgements, and the transfer of a snapshot.

import type { NodeName } from '../env.ts';
import type { AppendReplyMessage, LogEntry, RecoveryMark, SnapshotReplyMessage } from '../messages.ts';
import { type Group, send } from './group.ts';
import { createSnapshotSender, type PreparedSnapshot, type SnapshotSender } from './snapshot-sender.ts';

export interface FollowerProgress {
  /** Matched with the leader's log and durable at the follower; nothing a node acknowledged that must not count. */
  matchedLogId(): number;
  /** Why the follower could not lead now, to follow its name; `null` when it could. */
  reasonAgainstLeading(): string | null;
  /** Sends entries as far as the window allows. */
  replicate(round: number): void;
  /** Sends a message in any case: it carries the round and the committed position, and finds out what was lost. */
  heartbeat(round: number): void;
  handleAppendReply(message: AppendReplyMessage, round: number): void;
  handleSnapshotReply(message: SnapshotReplyMessage, round: number): void;
}

/** Entries a follower may lack and still take the leadership over: it gets them while new work waits. */
const handOverLagEntries = 1000;
/** Append messages with entries that may be under way to one follower. */
const windowMessages = 16;
const noEntries: readonly LogEntry[] = [];

/** @param fence proposes an empty entry
 * @param snapshot gives the leader's current snapshot, or `null` when it cannot make one now */
export function createFollowerProgress(
  group: Group,
  peer: NodeName,
  ballot: number,
  fence: () => void,
  snapshot: () => PreparedSnapshot | null,
): FollowerProgress {
  const { log, applier, timings } = group;
  let matched = 0;
  /** As far as acknowledgements count. */
  let counted = 0;
  let heardMs = group.env.clock.monotonicMs();
  let next = log.last().logId + 1;
  let probing = true;
  /** Last LogID of each message with entries under way. */
  let underWay: number[] = [];
  let transfer: SnapshotSender | null = null;
  let recovery: RecoveryMark | null = null;
  /** The entry that `recovery` names must be committed, by others, before the follower hears of it. */
  let fenced = false;

  const sendAppend = (round: number, entries: readonly LogEntry[]): void => {
    const previous = { ballot: log.ballotAt(next - 1) ?? 0, logId: next - 1 };
    const committedLogId = applier.committedLogId();
    const marks = recovery !== null && (!fenced || committedLogId >= recovery.logId);
    send(group, peer, {
      kind: 'append',
      ballot,
      round,
      previous,
      entries,
      committedLogId,
      recovery: marks ? recovery : null,
    });
  };
  const replicate = (round: number): void => {
    if (transfer !== null || probing) return;
    while (next <= log.last().logId && underWay.length < windowMessages) {
      const entries = log.read(next, timings.appendBatchBytes);
      const last = entries.at(-1);
      if (last === undefined) return;
      sendAppend(round, entries);
      underWay.push(last.logId);
      next = last.logId + 1;
    }
  };
  const startTransfer = (round: number): void => {
    const prepared = snapshot();
    if (prepared === null) return;
    const { position, bytes } = prepared;
    transfer = createSnapshotSender(group, peer, ballot, prepared);
    group.env.logger.info('snapshot-transfer', { to: peer, position, bytes: bytes.length });
    transfer.pump(round, false);
  };
  const stream = (fromLogId: number, round: number): void => {
    probing = false;
    next = fromLogId;
    if (next > log.base().logId) replicate(round);
    else startTransfer(round);
  };
  /** Looks for the follower's end further back; what the log no longer reaches, a snapshot brings. */
  const probe = (fromLogId: number, round: number): void => {
    probing = true;
    underWay = [];
    next = Math.min(fromLogId, log.last().logId + 1);
    if (next > log.base().logId) sendAppend(round, noEntries);
    else startTransfer(round);
  };
  const accept = (message: AppendReplyMessage, round: number): void => {
    matched = Math.max(matched, message.matchedLogId);
    if (!message.nonVoting) counted = Math.max(counted, message.matchedLogId);
    underWay = underWay.filter((last) => last > matched);
    const found = matched >= next - 1 || message.previousLogId === next - 1;
    if (!probing || found) stream(Math.max(next, matched + 1), round);
  };
  const refused = (message: AppendReplyMessage, round: number): void => {
    // Answers that were overtaken: each would set off another round of sending if it were believed.
    const stale = probing ? message.previousLogId !== next - 1 : message.previousLogId < matched;
    if (stale) return;
    // It may hold less than it once acknowledged: then its disk was damaged, and it says so by its claim in elections.
    matched = Math.min(matched, message.matchedLogId);
    counted = Math.min(counted, matched);
    probe(message.matchedLogId + 1, round);
  };

  return {
    matchedLogId: () => counted,
    reasonAgainstLeading: () => {
      if (group.env.clock.monotonicMs() - heardMs > timings.leaseMs) return 'has not answered lately';
      if (recovery !== null || transfer !== null) return 'is still being repaired';
      if (log.last().logId - matched > handOverLagEntries) return 'is too far behind';
      return null;
    },
    replicate,
    heartbeat: (round) => {
      if (transfer !== null) transfer.pump(round, true);
      next = Math.max(next, log.base().logId + 1);
      sendAppend(round, noEntries);
    },
    handleAppendReply: (message, round) => {
      heardMs = group.env.clock.monotonicMs();
      if (message.recoveryLife === 0) recovery = null;
      else if (recovery?.life !== message.recoveryLife) {
        fenced = message.nonVoting;
        // Set first: proposing sends to this follower too.
        recovery = { life: message.recoveryLife, logId: log.last().logId + (fenced ? 1 : 0) };
        if (fenced) fence();
      }
      if (message.needsSnapshot && transfer === null) startTransfer(round);
      if (transfer !== null) return;
      if (message.accepted) accept(message, round);
      else refused(message, round);
    },
    handleSnapshotReply: (message, round) => {
      if (transfer === null || !transfer.handleReply(message, round)) return;
      matched = Math.max(matched, transfer.position.logId);
      if (!message.nonVoting) counted = Math.max(counted, matched);
      transfer = null;
      underWay = [];
      stream(matched + 1, round);
    },
  };
}
