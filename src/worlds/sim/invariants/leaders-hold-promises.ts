// Whoever leads has the promises of a majority, and they are on disks: a promise that is told before it is written is forgotten by
// the next power loss, and another leader may be made of it.

import type { DurableLog } from './durable-log.ts';
import { type ClusterLogs, type Invariant, mayHaveLost } from './invariant.ts';

/**
 * Counts the disks that hold a promise of a leader's ballot, or a later one, when it is first seen to lead. A disk that was damaged
 * or emptied may have held one.
 */
export function leadersHoldPromises(logs: ClusterLogs, isUnread: (host: number) => boolean): Invariant {
  const { names, durable } = logs;
  const majority = Math.floor(names.length / 2) + 1;
  const judged = new Set<number>();

  const mayHold = (host: number, ballot: number): boolean =>
    (durable[host] as DurableLog).promised() >= ballot || mayHaveLost(logs, isUnread, host);

  return {
    name: 'leaders-hold-promises',
    check({ host, status, leaderBallot }) {
      const ballot = status.role === 'leader' ? leaderBallot() : 0;
      if (ballot === 0 || judged.has(ballot)) return null;
      judged.add(ballot);
      const holders = names.filter((_name, other) => mayHold(other, ballot));
      if (holders.length >= majority) return null;
      const where = holders.length === 0 ? 'no disk' : `the disks of ${holders.join(', ')} only`;
      return {
        message: `${names[host]} leads under ballot ${ballot}, which is promised on ${where}`,
        hosts: [host],
      };
    },
  };
}
