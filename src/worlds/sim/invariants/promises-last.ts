// A promise once made is remembered, also through crashes and power losses: otherwise a node could back two leaders.

import type { Invariant } from './invariant.ts';

/** Remembers the highest ballot each host has called promised and durable, over all of its lives. */
export function promisesLast(names: readonly string[]): Invariant {
  const highest = names.map(() => 0);
  return {
    name: 'promises-last',
    check: ({ host, status }) => {
      if (status.state !== 'serving' && status.state !== 'repairing') return null;
      const before = highest[host] as number;
      if (status.ballot >= before) {
        highest[host] = status.ballot;
        return null;
      }
      const message = `${names[host]} had promised ballot ${before} and remembers ${status.ballot} only`;
      return { message, hosts: [host] };
    },
  };
}
