// The acceptor: whom this node promises. A promise doubles as a vote, so it is given only to a candidate whose log is
// at least as complete, and only once no lease stands against it.

import type { NodeName } from '../env.ts';
import { isWipedClaim } from '../log/recovery.ts';
import type { LogPosition, PrepareMessage, PreVoteMessage } from '../messages.ts';
import { comparePositions, furthestPosition } from './ballot.ts';
import { type Group, send } from './group.ts';

export interface Acceptor {
  /** Highest ballot promised, durable or about to be. */
  promised(): number;
  /** Highest ballot whose promise is on disk. */
  durablePromise(): number;
  /**
   * True when this node would promise `ballot` to the candidate now.
   * @param released as `Grant.forbids` takes it
   */
  wouldPromise(candidate: NodeName, ballot: number, last: LogPosition, released: number): boolean;
  /** Raises the promise and calls back once it is on disk, unless a higher one was made meanwhile. */
  promise(ballot: number, then: () => void): void;
  handlePreVote(from: NodeName, message: PreVoteMessage): void;
  /** @param givenUp called when a promise is about to be given to another node */
  handlePrepare(from: NodeName, message: PrepareMessage, givenUp: () => void): void;
}

export function createAcceptor(group: Group): Acceptor {
  const { log } = group;
  let promised = log.promised();
  let durablePromise = promised;

  /** Election with log completeness: a candidate may lack nothing that this node has, or may have, acknowledged. */
  const isComplete = (last: LogPosition): boolean => {
    // One that forgot whom it promised promises nobody.
    if (isWipedClaim(log.claim())) return false;
    const own = furthestPosition(log.claim(), log.last());
    return comparePositions(last, own) >= 0;
  };
  const wouldPromise: Acceptor['wouldPromise'] = (candidate, ballot, last, released) =>
    ballot > promised && !group.grant.forbids(candidate, released) && isComplete(last);

  const promise = (ballot: number, then: () => void): void => {
    promised = ballot;
    log.savePromise(ballot, () => {
      durablePromise = Math.max(durablePromise, ballot);
      if (promised === ballot) then();
    });
  };

  return {
    promised: () => promised,
    durablePromise: () => durablePromise,
    wouldPromise,
    promise,
    handlePreVote: (from, message) => {
      const granted = wouldPromise(from, message.ballot, message.last, 0);
      send(group, from, { kind: 'pre-vote-reply', ballot: message.ballot, granted, promised });
    },
    handlePrepare: (from, message, givenUp) => {
      const { ballot } = message;
      if (!wouldPromise(from, ballot, message.last, message.released)) {
        send(group, from, { kind: 'promise', ballot, granted: false, promised });
        return;
      }
      givenUp();
      promise(ballot, () => send(group, from, { kind: 'promise', ballot, granted: true, promised: ballot }));
    },
  };
}
