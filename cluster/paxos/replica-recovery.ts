// When a damaged node is whole again. After damage it claims the furthest position it may ever have acknowledged, and
// votes for no candidate that lacks it. The claim falls once the log holds that position, or once it holds all that the
// leader had when it learned of the damage: under its ballot nothing beyond that can have been acknowledged before, and
// of earlier ballots a leader holds all that is committed. Asking and answering carry the number of this node's life, so
// that an answer to an earlier life, overtaken by later acknowledgements, is not taken for one to this.
//
// A node whose disk was wiped has forgotten its promises too, and counts nowhere until the same is true of a stricter mark:
// an entry that the leader proposed after it had learned of this life, and that a majority of the *others* has accepted.
// That settles the promises: a candidate that a former life of this node promised a higher ballot had said before then how
// long its log was; each of that majority either promised it as well, and then could not accept the entry, or refuses it
// from now on, since it lacks the entry. So it can never be elected with the forgotten promise. (The recovery protocol of
// Viewstamped Replication asks a majority once and adopts the highest view it hears; a promise that is still to be given
// on the strength of the forgotten one slips through there: Michael et al., "Recovering Shared Objects Without Stable
// Storage", DISC 2017.)

import { isWipedClaim } from '../log/recovery.ts';
import type { RecoveryMark } from '../messages.ts';
import { comparePositions } from './ballot.ts';
import type { Group } from './group.ts';

export interface ReplicaRecovery {
  /** True while this node, whose disk was wiped, must not count towards any majority. */
  nonVoting(): boolean;
  /** Number of this life while something may be missing; 0 otherwise. Every answer to the leader carries it. */
  life(): number;
  /** The leader of `ballot` said what it had when it learned of the damage. */
  mark(ballot: number, mark: RecoveryMark | null): void;
  /**
   * Drops the claim if all of it is certainly here, on disk.
   * @param matchedLogId how far the log is equal to that of the leader of `ballot`
   */
  settle(ballot: number, matchedLogId: number): void;
}

/** @param stateLost true while only a snapshot helps, whatever the log holds */
export function createRecovery({ env, log }: Group, stateLost: () => boolean): ReplicaRecovery {
  const life = 1 + env.random.fork('recovery').below(2 ** 30);
  /** No leader has said yet. */
  let markBallot = -1;
  let markLogId = 0;

  const recovered = (ballot: number, matchedLogId: number): boolean => {
    const claim = log.claim();
    const isWiped = isWipedClaim(claim);
    if (!isWiped && comparePositions(log.last(), claim) >= 0) return true;
    return markBallot === ballot && claim.ballot <= ballot && matchedLogId >= markLogId && !stateLost();
  };

  return {
    nonVoting: () => isWipedClaim(log.claim()),
    life: () => (log.claim().logId === 0 ? 0 : life),
    mark: (ballot, mark) => {
      if (mark === null || mark.life !== life) return;
      markBallot = ballot;
      markLogId = mark.logId;
    },
    settle: (ballot, matchedLogId) => {
      const claim = log.claim();
      if (claim.logId === 0 || log.durableLogId() < log.last().logId || !recovered(ballot, matchedLogId))
        return;
      env.logger.info('log-recovered', { claim });
      if (isWipedClaim(claim)) env.sometimes('wiped-node-counts-again');
      else env.sometimes('damage-repaired');
      log.clearClaim();
    },
  };
}
