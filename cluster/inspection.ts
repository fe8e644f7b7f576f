// A read-only look inside a replica, for simulators and tests that check invariants after every step. It shows how the
// replica stands when it is read, not how it stood when it was asked for.

import type { Role } from './anvil.ts';
import type { NodeName } from './env.ts';
import type { LogPosition } from './messages.ts';

export interface ReplicaInspection {
  readonly role: Role;
  /** Highest ballot promised and on disk. */
  readonly promisedBallot: number;
  /** Ballot it leads by; 0 when it does not. */
  readonly leaderBallot: number;
  /** True when it would serve strong reads and writes now. */
  readonly serving: boolean;
  /** End of its leader lease on its own monotonic clock, in ms; 0 when it does not lead. */
  readonly leaseEndMs: number;
  /** Until when it refuses to promise others, on its own monotonic clock, in ms. */
  readonly grantUntilMs: number;
  readonly base: LogPosition;
  readonly last: LogPosition;
  readonly durableLogId: number;
  readonly committedLogId: number;
  readonly appliedLogId: number;
  readonly stateHash: number;
  /** Strong reads answered in this life. */
  readsServed(): number;
  /** Up to which LogID a leader counts its log as held by a follower, on disk; 0 when it does not lead. */
  countedLogId(follower: NodeName): number;
  /** Ballot of an entry and CRC-32 of its command; `undefined` when the entry is not in the log. */
  entry(logId: number): { readonly ballot: number; readonly crc: number } | undefined;
}
