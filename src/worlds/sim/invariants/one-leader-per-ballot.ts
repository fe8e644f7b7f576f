// One ballot has one leader for ever, also across restarts: otherwise two nodes could commit different commands under
// the same authority.

import type { Invariant } from './invariant.ts';

/** Remembers the leader of every ballot. */
export function oneLeaderPerBallot(names: readonly string[]): Invariant {
  const leaders = new Map<number, number>();
  return {
    name: 'one-leader-per-ballot',
    check: ({ host, status }) => {
      if (status.role !== 'leader') return null;
      const known = leaders.get(status.ballot);
      if (known === undefined) leaders.set(status.ballot, host);
      if (known === undefined || known === host) return null;
      const message = `${names[known]} and ${names[host]} both lead under ballot ${status.ballot}`;
      return { message, hosts: [known, host] };
    },
  };
}
