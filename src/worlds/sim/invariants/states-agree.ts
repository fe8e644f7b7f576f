// Two replicas that have applied the same number of commands have the same state.

import type { Invariant } from './invariant.ts';

/** Positions remembered; older ones are forgotten. */
const positionsLimit = 1_000_000;

/** Remembers the first state hash seen at each position. */
export function statesAgree(names: readonly string[]): Invariant {
  /** By host: where it stood when it was last compared. */
  const compared = names.map(() => ({ position: -1, stateHash: 0 }));
  const firstSeen = new Map<number, { readonly stateHash: number; readonly host: number }>();
  return {
    name: 'states-agree',
    check: ({ host, status }) => {
      const position = status.log.appliedLogId;
      const { stateHash } = status;
      const last = compared[host];
      if (last?.position === position && last.stateHash === stateHash) return null;
      compared[host] = { position, stateHash };
      const first = firstSeen.get(position);
      if (first === undefined) {
        firstSeen.set(position, { stateHash, host });
        if (firstSeen.size > positionsLimit) firstSeen.delete(firstSeen.keys().next().value ?? 0);
        return null;
      }
      if (first.stateHash === stateHash) return null;
      const message = `${names[first.host]} and ${names[host]} have different states after command ${position}`;
      return { message, hosts: [first.host, host] };
    },
  };
}
