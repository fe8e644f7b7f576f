// The leader's half of a snapshot transfer: pieces of one fixed snapshot, a few in flight, sent again from the first
// missing byte when an acknowledgement stays away.

import type { NodeName } from '../env.ts';
import { crc32 } from '../log/crc32.ts';
import type { LogPosition, SnapshotReplyMessage } from '../messages.ts';
import { type Group, send } from './group.ts';

export interface SnapshotSender {
  readonly position: LogPosition;
  /** Sends what fits the window; with `again`, only the first piece that is not acknowledged. */
  pump(round: number, again: boolean): void;
  /** Takes an acknowledgement; true once the follower has it installed. */
  handleReply(message: SnapshotReplyMessage, round: number): boolean;
}

export interface PreparedSnapshot {
  readonly position: LogPosition;
  readonly bytes: Uint8Array;
  readonly crc: number;
}

const windowChunks = 4;

/** Takes a snapshot of the applied state, to be sent to any number of followers. */
export function prepareSnapshot(group: Group): PreparedSnapshot | null {
  const logId = group.applier.appliedLogId();
  const ballot = group.log.ballotAt(logId);
  if (ballot === undefined) return null;
  const bytes = group.applier.stateMachine.snapshot();
  return { position: { ballot, logId }, bytes, crc: crc32(bytes) };
}

export function createSnapshotSender(
  group: Group,
  to: NodeName,
  ballot: number,
  snapshot: PreparedSnapshot,
): SnapshotSender {
  const { position, bytes, crc } = snapshot;
  const chunkBytes = group.timings.snapshotChunkBytes;
  let receivedBytes = 0;
  let sentBytes = 0;
  group.counters.snapshotsSent += 1;

  const pump = (round: number, again: boolean): void => {
    if (again) sentBytes = receivedBytes;
    const windowBytes = again ? chunkBytes : windowChunks * chunkBytes;
    do {
      const piece = bytes.subarray(sentBytes, Math.min(bytes.length, sentBytes + chunkBytes));
      send(group, to, {
        kind: 'snapshot-chunk',
        ballot,
        round,
        position,
        offsetBytes: sentBytes,
        totalBytes: bytes.length,
        crc,
        bytes: piece,
      });
      sentBytes += piece.length;
    } while (sentBytes < bytes.length && sentBytes - receivedBytes < windowBytes);
  };
  return {
    position,
    pump,
    handleReply: (message, round) => {
      if (message.logId !== position.logId) return false;
      if (message.installed) return true;
      const progress = message.receivedBytes > receivedBytes;
      // A receiver that started over (it restarted) has less than it said before.
      receivedBytes = Math.min(message.receivedBytes, bytes.length);
      if (progress && sentBytes < bytes.length) pump(round, false);
      return false;
    },
  };
}
