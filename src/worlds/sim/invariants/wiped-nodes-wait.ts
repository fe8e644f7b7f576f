// A node whose disk was emptied is no member until it holds everything that was committed by then, on disk: before that
// it calls itself repairing, and promises nobody but a leader that others have elected. A vote of its own could elect a
// node that lacks what its former life had helped to commit.

import type { ClusterLogs, Invariant } from './invariant.ts';

/** Ends `logs.nonVoting` where a node rightly counts again. */
export function wipedNodesWait(logs: ClusterLogs): Invariant {
  const { names, nonVoting, agreedLogIds } = logs;
  const ledBallots = new Set<number>([0]);
  return {
    name: 'wiped-nodes-wait',
    check: ({ host, status }) => {
      if (status.role === 'leader') ledBallots.add(status.ballot);
      const wiped = nonVoting.get(host);
      if (wiped === undefined) return null;
      const { state, ballot } = status;
      if (state === 'repairing' && !ledBallots.has(ballot)) {
        const message = `${names[host]}, whose disk was emptied, promised ballot ${ballot}, by which nobody leads`;
        return { message, hosts: [host] };
      }
      if (state !== 'serving') return null;
      nonVoting.delete(host);
      const held = agreedLogIds[host] as number;
      // What a damaged write took from it since, no node could know before it reads it again.
      if (held >= wiped.committedLogId || logs.hasDamage(host)) return null;
      const message = `${names[host]}, whose disk was emptied when entry ${wiped.committedLogId} was committed, counts again and holds only what was committed up to ${held}`;
      return { message, hosts: [host] };
    },
  };
}
