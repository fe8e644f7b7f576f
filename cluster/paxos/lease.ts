// The lease: followers grant on receipt not to promise anyone else for `leaseMs`; the leader counts its own, shorter,
// lease from the moment it sent what they received. So it ends at the leader before it ends at any grantor
// (Gray and Cheriton 1989; as in "Paxos Made Live", section 5.2). Only monotonic clocks take part.

import type { Timings } from '../anvil.ts';
import type { Clock, NodeName } from '../env.ts';

/** The time leases go by. A wall clock would not do: it may jump and drift as it likes. */
const leaseTimeMs = (clock: Clock): number => clock.monotonicMs();

/** A node's word not to promise others. Kept in memory only: after a restart the node waits `leaseMs` out. */
export interface Grant {
  /** Gives or renews the grant to the leader of `ballot`; one to somebody else is replaced. */
  give(leader: NodeName, ballot: number): void;
  /**
   * True while the word given keeps this node from promising `candidate`.
   * @param released ballot whose leader gave its lease up for good, so that a grant to it binds nobody; 0 for none
   */
  forbids(candidate: NodeName, released: number): boolean;
  untilMs(): number;
}

/** @param existedBefore whether an earlier life of this node may have given grants */
export function createGrant(clock: Clock, leaseMs: number, existedBefore: boolean): Grant {
  let holder: NodeName | null = null;
  let holderBallot = 0;
  let untilMs = existedBefore ? leaseTimeMs(clock) + leaseMs : 0;
  return {
    give: (leader, ballot) => {
      holder = leader;
      holderBallot = ballot;
      untilMs = leaseTimeMs(clock) + leaseMs;
    },
    forbids: (candidate, released) => {
      if (candidate === holder || (holder !== null && released === holderBallot)) return false;
      return leaseTimeMs(clock) < untilMs;
    },
    untilMs: () => untilMs,
  };
}

/** A leader's lease, renewed by rounds of heartbeats. */
export interface LeaderLease {
  /** Begins a round; to be called before its first message is sent. Returns its number, from 1. */
  beginRound(): number;
  round(): number;
  /** `peer` says that it granted the lease on a message of this round. */
  acknowledge(peer: NodeName, round: number): void;
  /** Monotonic ms at which the lease ends; 0 before the first majority. */
  endMs(): number;
  /** Until it ends; 0 when it is not held. */
  remainingMs(): number;
  held(): boolean;
}

/** Rounds whose send time is remembered; an older one could not extend a lease any more. */
const rememberedRounds = 64;

/** @param quorum how many nodes, the leader included, make a majority */
export function createLeaderLease(clock: Clock, timings: Timings, quorum: number): LeaderLease {
  const lengthMs = timings.leaseMs * (1 - timings.clockDriftPerMille / 1000);
  const sentAtMs = new Map<number, number>();
  const acknowledged = new Map<NodeName, number>();
  let round = 0;
  let endMs = 0;

  const renew = (): void => {
    const rounds = [round, ...acknowledged.values()].sort((left, right) => right - left);
    const sent = sentAtMs.get(rounds[quorum - 1] ?? 0);
    if (sent !== undefined) endMs = Math.max(endMs, sent + lengthMs);
  };
  return {
    beginRound: () => {
      round += 1;
      sentAtMs.set(round, leaseTimeMs(clock));
      sentAtMs.delete(round - rememberedRounds);
      renew();
      return round;
    },
    round: () => round,
    acknowledge: (peer, acknowledgedRound) => {
      if (acknowledgedRound > round || acknowledgedRound <= (acknowledged.get(peer) ?? 0)) return;
      acknowledged.set(peer, acknowledgedRound);
      renew();
    },
    endMs: () => endMs,
    remainingMs: () => Math.max(0, endMs - leaseTimeMs(clock)),
    held: () => leaseTimeMs(clock) < endMs,
  };
}
