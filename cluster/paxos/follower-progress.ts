// How far the leader has brought one follower: what it holds for certain, what is on its way, and whether it needs
// a snapshot first.

import type { NodeName } from '../env.ts';
import type { AppendReplyMessage, LogEntry, SnapshotReplyMessage } from '../messages.ts';
import { type Group, send } from './group.ts';
import { createSnapshotSender, type PreparedSnapshot, type SnapshotSender } from './snapshot-sender.ts';

export interface FollowerProgress {
  /** Matched with the leader's log and durable at the follower. */
  matchedLogId(): number;
  /** Sends entries as far as the window allows. */
  replicate(round: number): void;
  /** Sends a message in any case: it carries the round and the committed position, and finds out what was lost. */
  heartbeat(round: number): void;
  handleAppendReply(message: AppendReplyMessage, round: number): void;
  handleSnapshotReply(message: SnapshotReplyMessage, round: number): void;
}

/** Append messages with entries that may be under way to one follower. */
const windowMessages = 16;

/** @param snapshot gives the leader's current snapshot, or `null` when it cannot make one now */
export function createFollowerProgress(
  group: Group,
  peer: NodeName,
  ballot: number,
  snapshot: () => PreparedSnapshot | null,
): FollowerProgress {
  const { log, applier, timings } = group;
  let matched = 0;
  let next = log.last().logId + 1;
  /** While it is not known where the follower's log ends, only one message with entries is under way. */
  let probing = true;
  /** Last LogID of each message under way. */
  let underWay: number[] = [];
  let transfer: SnapshotSender | null = null;

  const sendAppend = (round: number, entries: readonly LogEntry[]): void => {
    const previousLogId = next - 1;
    const previous = { ballot: log.ballotAt(previousLogId) ?? 0, logId: previousLogId };
    send(group, peer, {
      kind: 'append',
      ballot,
      round,
      previous,
      entries,
      committedLogId: applier.committedLogId(),
    });
  };
  const replicate = (round: number): void => {
    if (transfer !== null) return;
    while (next <= log.last().logId && underWay.length < (probing ? 1 : windowMessages)) {
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
    transfer = createSnapshotSender(group, peer, ballot, prepared);
    group.env.logger.info('snapshot-transfer', {
      to: peer,
      position: prepared.position,
      bytes: prepared.bytes.length,
    });
    transfer.pump(round, false);
  };
  /** Goes on behind what the follower holds; what the log no longer has, a snapshot brings. */
  const rewindTo = (logId: number, round: number): void => {
    underWay = [];
    next = Math.min(logId, log.last().logId) + 1;
    if (next > log.base().logId) replicate(round);
    else startTransfer(round);
  };
  const accept = (logId: number, round: number): void => {
    matched = Math.max(matched, logId);
    next = probing ? matched + 1 : Math.max(next, matched + 1);
    probing = false;
    underWay = underWay.filter((last) => last > matched);
    if (next > log.base().logId) replicate(round);
    else startTransfer(round);
  };

  return {
    matchedLogId: () => matched,
    replicate,
    heartbeat: (round) => {
      if (transfer !== null) transfer.pump(round, true);
      next = Math.max(next, log.base().logId + 1);
      sendAppend(round, []);
    },
    handleAppendReply: (message, round) => {
      if (message.needsSnapshot && transfer === null) startTransfer(round);
      if (transfer !== null) return;
      if (message.accepted) accept(message.matchedLogId, round);
      else {
        probing = true;
        rewindTo(Math.max(matched, message.matchedLogId), round);
      }
    },
    handleSnapshotReply: (message, round) => {
      if (transfer === null || !transfer.handleReply(message, round)) return;
      const { logId } = transfer.position;
      transfer = null;
      matched = Math.max(matched, logId);
      probing = false;
      rewindTo(matched, round);
    },
  };
}
