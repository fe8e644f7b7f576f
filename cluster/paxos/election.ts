// Candidacy: first a pre-vote (would a majority promise?), only then raise the ballot. So a node that is cut off never
// drives ballots up and does not depose a healthy leader when it comes back ("pre-vote", Ongaro 2014, section 9.6).

import type { NodeName, Timer } from '../env.ts';
import type { NodeMessage, PreVoteReplyMessage, PromiseMessage } from '../messages.ts';
import type { Acceptor } from './acceptor.ts';
import { nextBallot } from './ballot.ts';
import { type Group, send } from './group.ts';

export interface Election {
  /** Called whenever the leader was heard: puts the next candidacy off. */
  heardLeader(): void;
  /** Puts the next candidacy off by `delayMs`. */
  postpone(delayMs: number): void;
  /** Stands at once, if this node may. */
  standNow(): void;
  /** Asks for promises at once: the leader of ballot `released` gave its lease up for this node. */
  takeOver(released: number): void;
  /** Ends a running candidacy: somebody else leads, or was promised. */
  abandon(): void;
  /** True from the first pre-vote until elected or abandoned. */
  running(): boolean;
  handlePreVoteReply(from: NodeName, message: PreVoteReplyMessage): void;
  handlePromise(from: NodeName, message: PromiseMessage): void;
}

export interface ElectionHooks {
  /** False while this node must not lead: it leads already, repairs, or its disk hangs. */
  mayStand(): boolean;
  /** A candidacy begins: no leader is known any more. */
  onStanding(): void;
  /** A majority promised `ballot`. */
  onElected(ballot: number): void;
}

type Phase =
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'pre-voting' | 'preparing';
      readonly ballot: number;
      readonly supporters: Set<NodeName>;
    };

/** Starts watching for a missing leader. */
export function createElection(group: Group, acceptor: Acceptor, hooks: ElectionHooks): Election {
  const { env, timings, log } = group;
  const random = env.random.fork('election');
  let phase: Phase = { kind: 'waiting' };
  let highestSeen = 0;
  let deadlineMs = 0;
  let preVotesLeft = 0;
  let timer: Timer | null = null;

  const jitterMs = (): number => random.below(Math.max(1, Math.ceil(timings.electionJitterMs)));
  /** One timer for all deadlines: it looks again when it fires, so that putting off costs nothing. */
  const wait = (): void => {
    if (timer !== null) return;
    timer = env.clock.after(Math.max(1, deadlineMs - env.clock.monotonicMs()), () => {
      timer = null;
      if (env.clock.monotonicMs() >= deadlineMs) timeout();
      wait();
    });
  };
  const standAgainIn = (delayMs: number): void => {
    deadlineMs = env.clock.monotonicMs() + delayMs;
  };
  const attemptMs = (): number => timings.heartbeatIntervalMs * 2 + jitterMs();

  const timeout = (): void => {
    phase = { kind: 'waiting' };
    standAgainIn(attemptMs());
    preVotesLeft = group.voters.length;
    if (hooks.mayStand()) preVote();
  };
  const ownNextBallot = (): number =>
    nextBallot(Math.max(highestSeen, acceptor.promised()), group.name, group.voters);
  const preVote = (): void => {
    preVotesLeft -= 1;
    const ballot = ownNextBallot();
    if (!acceptor.wouldPromise(group.name, ballot, log.last(), 0)) return;
    hooks.onStanding();
    phase = { kind: 'pre-voting', ballot, supporters: new Set([group.name]) };
    broadcast({ kind: 'pre-vote', ballot, last: log.last() });
    countPreVotes();
  };
  const countPreVotes = (): void => {
    if (phase.kind === 'pre-voting' && phase.supporters.size >= group.quorum) prepare(phase.ballot, 0);
  };
  const prepare = (ballot: number, released: number): void => {
    // Time has passed since the pre-vote began: this node may have promised or granted in between.
    if (!hooks.mayStand() || !acceptor.wouldPromise(group.name, ballot, log.last(), released)) return;
    group.counters.elections += 1;
    const last = log.last();
    const preparing: Phase = { kind: 'preparing', ballot, supporters: new Set() };
    phase = preparing;
    acceptor.promise(ballot, () => {
      if (phase !== preparing) return;
      preparing.supporters.add(group.name);
      broadcast({ kind: 'prepare', ballot, last, released });
      countPromises();
    });
  };
  const countPromises = (): void => {
    if (phase.kind !== 'preparing' || phase.supporters.size < group.quorum) return;
    const { ballot } = phase;
    phase = { kind: 'waiting' };
    if (acceptor.promised() !== ballot) return;
    group.counters.electionsWon += 1;
    hooks.onElected(ballot);
  };
  const broadcast = (message: NodeMessage): void => {
    for (const peer of group.peers) send(group, peer, message);
  };

  // The very first start has no lease to wait out.
  standAgainIn(group.grant.untilMs() > 0 ? timings.leaseMs + jitterMs() : 1 + jitterMs() / 2);
  wait();
  return {
    running: () => phase.kind !== 'waiting',
    heardLeader: () => {
      standAgainIn(timings.leaseMs + jitterMs());
    },
    postpone: standAgainIn,
    standNow: timeout,
    takeOver: (released) => {
      standAgainIn(attemptMs());
      hooks.onStanding();
      prepare(ownNextBallot(), released);
    },
    abandon: () => {
      phase = { kind: 'waiting' };
    },
    handlePreVoteReply: (from, message) => {
      highestSeen = Math.max(highestSeen, message.promised);
      if (phase.kind !== 'pre-voting' || message.ballot !== phase.ballot) return;
      if (message.granted) {
        phase.supporters.add(from);
        countPreVotes();
        return;
      }
      // At once: another candidate that never gets its promises would have raised the ballot again by the next attempt.
      if (message.promised >= phase.ballot && preVotesLeft > 0 && hooks.mayStand()) preVote();
    },
    handlePromise: (from, message) => {
      highestSeen = Math.max(highestSeen, message.promised);
      if (phase.kind !== 'preparing' || message.ballot !== phase.ballot || !message.granted) return;
      phase.supporters.add(from);
      countPromises();
    },
  };
}
