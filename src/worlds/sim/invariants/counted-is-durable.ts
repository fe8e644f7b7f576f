// What a leader counts as held by a follower is on that follower's disk, and is what the leader holds. An acknowledgement given
// too early, or of another log, is seen here at once, not only where a crash, a majority and an election meet to make a
// loss of it.

import type { DurableLog } from './durable-log.ts';
import {
  type ClusterLogs,
  type Finding,
  type Invariant,
  mayHaveLost,
  type Observation,
} from './invariant.ts';

/**
 * Spares followers that may have lost what they had acknowledged: those whose disk was damaged or emptied, or who have written down
 * themselves that something may be missing; and those who have promised a later ballot, by which their log may be another.
 */
export function countedIsDurable(logs: ClusterLogs, isUnread: (host: number) => boolean): Invariant {
  const { names, durable } = logs;
  const promised = names.map(() => 0);
  /** Per leader and follower what was counted at the last look, and the state of the disks then. */
  const counted = names.map(() => names.map(() => 0));
  const revisions = names.map(() => -1);

  const isExcused = (host: number): boolean =>
    mayHaveLost(logs, isUnread, host) ||
    (durable[host] as DurableLog).claim().logId > 0 ||
    (durable[host] as DurableLog).lacksSnapshot();

  /** What is wrong with an entry on a follower's disk, as the end of a sentence; null where nothing is. */
  function lack(log: DurableLog, logId: number, digest: number | undefined): string | null {
    if (Math.max(log.lastLogId(), log.baseLogId()) < logId)
      return `whose disk holds entries up to ${log.lastLogId()} only`;
    const held = log.digestAt(logId);
    return held === undefined || digest === undefined || held === digest
      ? null
      : 'whose disk holds another entry there';
  }

  function judge(observation: Observation, follower: number, logId: number): Finding | null {
    const { host, status, commandDigest } = observation;
    const wrong = lack(durable[follower] as DurableLog, logId, commandDigest(logId));
    if (wrong === null || (promised[follower] as number) > status.ballot || isExcused(follower)) return null;
    const message = `${names[host]} counts entry ${logId} as held by ${names[follower]}, ${wrong}`;
    return { message, hosts: [host, follower] };
  }

  return {
    name: 'counted-is-durable',
    check(observation) {
      const { host, status, countedLogId } = observation;
      promised[host] = Math.max(promised[host] as number, status.ballot);
      if (status.role !== 'leader') return null;
      const before = counted[host] as number[];
      const isSame = revisions[host] === logs.revision;
      revisions[host] = logs.revision;
      for (let follower = 0; follower < names.length; follower += 1) {
        if (follower === host) continue;
        const logId = countedLogId(names[follower] as string);
        if (isSame && before[follower] === logId) continue;
        before[follower] = logId;
        const finding = logId === 0 ? null : judge(observation, follower, logId);
        if (finding !== null) return finding;
      }
      return null;
    },
    wiped: (host) => {
      promised[host] = 0;
    },
  };
}
