// The follower's half of a snapshot transfer: gathers the pieces, checks the whole, makes it durable, then replaces
// state and log. Only after that is it acknowledged as installed.

import type { NodeName } from '../env.ts';
import { crc32 } from '../log/crc32.ts';
import { saveSnapshot } from '../log/snapshot-store.ts';
import type { LogPosition, SnapshotChunkMessage } from '../messages.ts';
import { type Group, send } from './group.ts';
import type { Follower } from './replication-follower.ts';
import type { SnapshotLock } from './snapshotter.ts';

export interface SnapshotReceiver {
  handleChunk(from: NodeName, message: SnapshotChunkMessage): void;
}

interface Gathering {
  readonly ballot: number;
  readonly position: LogPosition;
  readonly bytes: Uint8Array;
  receivedBytes: number;
}

/** Most bytes of a snapshot that are accepted. */
const snapshotBytesMaximum = 1024 * 1024 * 1024;

export function createSnapshotReceiver(
  group: Group,
  follower: Follower,
  lock: SnapshotLock,
  promised: () => number,
  onInstalled: (logId: number) => void,
): SnapshotReceiver {
  const { env, log, applier } = group;
  let gathering: Gathering | null = null;
  let installing = false;

  const reply = (
    to: NodeName,
    ballot: number,
    logId: number,
    receivedBytes: number,
    installed: boolean,
  ): void => {
    const round = follower.grantedRound();
    send(group, to, {
      kind: 'snapshot-reply',
      ballot,
      round,
      logId,
      receivedBytes,
      installed,
      promised: promised(),
      nonVoting: follower.nonVoting(),
    });
  };
  const gather = (message: SnapshotChunkMessage): Gathering | null => {
    const { position, totalBytes, ballot } = message;
    const sameLength = gathering?.bytes.length === totalBytes;
    if (gathering?.position.logId !== position.logId || gathering.ballot !== ballot || !sameLength) {
      if (message.offsetBytes !== 0 || totalBytes > snapshotBytesMaximum) return null;
      gathering = { ballot, position, bytes: new Uint8Array(totalBytes), receivedBytes: 0 };
    }
    if (message.offsetBytes === gathering.receivedBytes) {
      gathering.bytes.set(message.bytes, message.offsetBytes);
      gathering.receivedBytes += message.bytes.length;
    }
    return gathering;
  };
  /** Before it takes the place of anything: a snapshot that nobody can read must not be the one on disk. */
  const isReadable = ({ position, bytes }: Gathering): boolean => {
    try {
      applier.stateMachine.checkSnapshot(bytes);
      return true;
    } catch (error) {
      env.logger.error('snapshot-unreadable', { position, reason: (error as Error).message });
      return false;
    }
  };
  const install = (from: NodeName, whole: Gathering): void => {
    const { position, bytes, ballot } = whole;
    gathering = null;
    if (!isReadable(whole) || !lock.take()) return;
    installing = true;
    saveSnapshot(env.disk, { position, bytes, format: group.format() }, (error) => {
      if (error !== null) {
        env.halt(`The snapshot at ${position.logId} could not be written: ${error.message}.`);
        return;
      }
      log.rebase(position, () => {
        lock.release();
        installing = false;
        group.counters.snapshotsInstalled += 1;
        env.sometimes('snapshot-installed');
        follower.matchedBySnapshot(ballot, position.logId);
        reply(from, ballot, position.logId, bytes.length, true);
      });
      restore(position, bytes);
    });
  };
  const restore = (position: LogPosition, bytes: Uint8Array): void => {
    if (applier.appliedLogId() < position.logId) {
      try {
        applier.restore(position, bytes);
      } catch (error) {
        env.halt(`The snapshot at ${position.logId} could not be read: ${(error as Error).message}`);
        return;
      }
    }
    onInstalled(position.logId);
  };

  const handleChunk = (from: NodeName, message: SnapshotChunkMessage): void => {
    if (!follower.follow(from, message.ballot, () => handleChunk(from, message))) return;
    group.grant.give(from, message.ballot);
    if (installing) return;
    const { logId } = message.position;
    if (
      applier.appliedLogId() >= logId &&
      log.durableLogId() >= logId &&
      log.base().logId <= applier.appliedLogId()
    ) {
      reply(from, message.ballot, logId, message.totalBytes, true);
      return;
    }
    const state = gather(message);
    if (state === null || state.receivedBytes < state.bytes.length) {
      reply(from, message.ballot, logId, state?.receivedBytes ?? 0, false);
      return;
    }
    if (crc32(state.bytes) !== message.crc) {
      env.logger.error('snapshot-garbled', { position: state.position });
      gathering = null;
      reply(from, message.ballot, logId, 0, false);
      return;
    }
    install(from, state);
  };
  return { handleChunk };
}
