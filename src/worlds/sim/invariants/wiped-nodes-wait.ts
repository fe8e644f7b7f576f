// A node whose disk was emptied is no member until it holds everything that was committed by then, on disk: before that
// it calls itself repairing, and promises nobody but a leader that others have elected. A vote of its own could elect a
// node that lacks what its former life had helped to commit.

import type { ClusterLogs, Invariant } from './invariant.ts';

/** Ends `logs.outsiders` where a node rightly counts again. */
export function wipedNodesWait(logs: ClusterLogs): Invariant {
  const { names, outsiders, agreedLogIds } = logs;
  const ledBallots = new Set<number>([0]);
  return {
    name: 'wiped-nodes-wait',
    check: ({ host, status }) => {
      if (status.role === 'leader') ledBallots.add(status.ballot);
      const outsider = outsiders.get(host);
      if (outsider === undefined) return null;
      const { state, ballot } = status;
      if (state === 'repairing' && !ledBallots.has(ballot)) {
        const message = `${names[host]}, whose disk was emptied, promised ballot ${ballot}, by which nobody leads`;
        return { message, hosts: [host] };
      }
      if (state !== 'serving') return null;
      outsiders.delete(host);
      const held = agreedLogIds[host] as number;
      // What a damaged write took from it since, no node could know before it reads it again.
      if (held >= outsider.committedLogId || logs.hasDamage(host)) return null;
      const message = `${names[host]}, whose disk was emptied when entry ${outsider.committedLogId} was committed, counts again and holds only what was committed up to ${held}`;
      return { message, hosts: [host] };
    },
  };
}
