// A strong read is answered only by a node whose lease stands at that moment; an answer after its end could be one that
// a newer leader has made wrong.

import type { Invariant } from './invariant.ts';

/** Compares how many reads each host has served before and after every event that finds it without a lease. */
export function readsUnderLease(names: readonly string[]): Invariant {
  const served = names.map(() => 0);
  return {
    name: 'reads-under-lease',
    check: ({ host, status, readsServed }) => {
      const now = readsServed();
      const before = served[host] as number;
      served[host] = now;
      if (now <= before || status.leaseRemainingMs > 0) return null;
      return { message: `${names[host]} answered a strong read without a lease`, hosts: [host] };
    },
    forget: (host) => {
      served[host] = 0;
    },
  };
}
