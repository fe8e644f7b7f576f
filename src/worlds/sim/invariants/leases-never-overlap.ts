// No two nodes hold a lease at the same true moment, whatever their own clocks say: otherwise a deposed leader could
// still serve a strong read. A stopped process keeps its lease; a dead one has none.

import type { Invariant } from './invariant.ts';

/** Remembers when each host's lease ends in true time. */
export function leasesNeverOverlap(names: readonly string[]): Invariant {
  const ends = names.map(() => 0);
  return {
    name: 'leases-never-overlap',
    check: ({ host, nowNs, leaseEndNs }) => {
      ends[host] = leaseEndNs;
      if (leaseEndNs <= nowNs) return null;
      const other = ends.findIndex((end, index) => index !== host && end > nowNs);
      if (other < 0) return null;
      const overlapMs = (Math.min(leaseEndNs, ends[other] as number) - nowNs) / 1e6;
      return {
        message: `${names[other]} and ${names[host]} both hold a lease, for ${overlapMs.toFixed(3)} ms more`,
        hosts: [other, host],
      };
    },
    forget: (host) => {
      ends[host] = 0;
    },
  };
}
