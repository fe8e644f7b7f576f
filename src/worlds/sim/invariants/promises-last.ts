// A promise once made is remembered, also through crashes and power losses: otherwise a node could back two leaders.

import type { Invariant } from './invariant.ts';

/**
 * Remembers the highest ballot each host has called promised and durable, over all of its lives. An emptied disk has
 * forgotten it: what the host promises when it is a member again must be no lower than what a majority had promised at that
 * time, for by that ballot or a lower one nothing can be decided any more without it.
 */
export function promisesLast(names: readonly string[]): Invariant {
  const highest = names.map(() => 0);
  const majority = Math.floor(names.length / 2) + 1;
  /** By host whose disk was emptied. */
  const floors = new Map<number, number>();
  return {
    name: 'promises-last',
    check: ({ host, status }) => {
      if (status.state !== 'serving' && status.state !== 'repairing') return null;
      const floor = floors.get(host);
      if (floor !== undefined && status.state === 'serving') {
        floors.delete(host);
        if (status.ballot < floor) {
          const message = `a majority had promised ballot ${floor} when the disk of ${names[host]} was emptied, and it counts again with ${status.ballot}`;
          return { message, hosts: [host] };
        }
      }
      const before = highest[host] as number;
      if (status.ballot >= before) {
        highest[host] = status.ballot;
        return null;
      }
      const message = `${names[host]} had promised ballot ${before} and remembers ${status.ballot} only`;
      return { message, hosts: [host] };
    },
    wiped: (host) => {
      const promised = [...highest].sort((left, right) => right - left)[majority - 1] ?? 0;
      floors.set(host, Math.max(promised, floors.get(host) ?? 0));
      highest[host] = 0;
    },
  };
}
