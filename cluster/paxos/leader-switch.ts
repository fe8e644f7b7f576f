// Moves the leadership to a node on command. The leader first takes no new work until everything proposed is applied
// and on the target's disk; then it ends its own term, and with it its lease, for ever; only then it tells the target,
// which need not wait for any grant to that lease to run out. Should the target not lead soon, the old leader stands
// again like any other, by a higher ballot: a hand-over that comes late names a ballot nobody is bound to any more
// (leadership transfer: Ongaro 2014, section 3.10, which knows no leases).

import type { NodeName, Timer } from '../env.ts';
import type { HandOverRefusedMessage, StatementResult } from '../messages.ts';
import { AnvilErrorCode } from '../statement.ts';
import { type Group, send } from './group.ts';
import type { Leadership } from './replication-leader.ts';

export interface LeaderSwitch {
  /** True while new work is turned away because the leadership is about to move. */
  draining(): boolean;
  /** Begins to move the leadership of `term`; `reply` is called once, when it is known what came of it. */
  begin(term: Leadership, target: NodeName, reply: (result: StatementResult) => void): void;
  /** Something was applied or acknowledged: perhaps all is ready. */
  progressed(): void;
  /** The term that was to be handed over ended otherwise. */
  termEnded(): void;
  /** A node is known to lead. */
  leaderKnown(leader: NodeName): void;
  handleRefused(from: NodeName, message: HandOverRefusedMessage): void;
}

export interface LeaderSwitchHooks {
  /** Ends the term of this node; from then on it holds no lease. */
  endTerm(reason: string): void;
  /** Puts the candidacy of this node off. */
  postponeElection(delayMs: number): void;
  /** Lets this node stand for election now. */
  standNow(): void;
}

type State =
  | { readonly kind: 'idle' }
  | (Attempt & { readonly kind: 'draining'; readonly term: Leadership })
  | (Attempt & { readonly kind: 'handed-over'; readonly ballot: number });

interface Attempt {
  readonly target: NodeName;
  readonly reply: (result: StatementResult) => void;
  readonly timers: Timer[];
}

/** How often the target is told before the old leader stands again, a heartbeat interval apart. */
const handOversMaximum = 3;
/** Leases until the outcome of a hand-over is called unknown. */
const patienceLeases = 3;

export function createLeaderSwitch(group: Group, hooks: LeaderSwitchHooks): LeaderSwitch {
  const { env, log, applier, timings } = group;
  let state: State = { kind: 'idle' };

  const finish = (attempt: Attempt, result: StatementResult): void => {
    state = { kind: 'idle' };
    for (const timer of attempt.timers) timer.cancel();
    attempt.reply(result);
  };
  const handOver = ({ target, reply, timers, term }: Extract<State, { kind: 'draining' }>): void => {
    for (const timer of timers) timer.cancel();
    const { ballot } = term;
    const last = log.last();
    const handed: State = { kind: 'handed-over', target, ballot, reply, timers: [] };
    state = handed;
    hooks.endTerm(`it handed over to ${target}`);
    hooks.postponeElection(timings.heartbeatIntervalMs * handOversMaximum);
    env.sometimes('leader-handed-over');
    for (let attempt = 0; attempt < handOversMaximum; attempt += 1) {
      const tell = (): void => send(group, target, { kind: 'hand-over', ballot, last });
      if (attempt === 0) tell();
      else handed.timers.push(env.clock.after(timings.heartbeatIntervalMs * attempt, tell));
    }
    const giveUp = (): void =>
      finish(handed, { status: 'unknown', reason: 'no node leads yet after the hand-over' });
    handed.timers.push(env.clock.after(timings.leaseMs * patienceLeases, giveUp));
  };
  const progressed = (): void => {
    if (state.kind !== 'draining') return;
    const lastLogId = log.last().logId;
    const drained = applier.appliedLogId() === lastLogId;
    if (drained && state.term.matchedLogId(state.target) === lastLogId) handOver(state);
  };

  return {
    progressed,
    draining: () => state.kind === 'draining',
    begin: (term, target, reply) => {
      const refusal = refusalOf(group, term, target, state);
      if (refusal !== null) {
        reply({ status: 'done', outcome: { kind: 'error', sqlState: 'HY000', ...refusal } });
        return;
      }
      if (target === group.name) {
        reply(switched);
        return;
      }
      const draining: State = { kind: 'draining', target, term, reply, timers: [] };
      state = draining;
      const giveUp = (): void => finish(draining, notSwitched(`${target} did not catch up in time`));
      draining.timers.push(env.clock.after(timings.leaseMs, giveUp));
      progressed();
    },
    termEnded: () => {
      if (state.kind === 'draining')
        finish(state, { status: 'refused', reason: 'the leader was deposed before it could hand over' });
    },
    leaderKnown: (leader) => {
      if (state.kind !== 'handed-over') return;
      const { target } = state;
      finish(state, leader === target ? switched : notSwitched(`${leader} leads in place of ${target}`));
    },
    handleRefused: (from, { ballot, reason }) => {
      if (state.kind !== 'handed-over' || state.target !== from || state.ballot !== ballot) return;
      finish(state, notSwitched(`${from} ${reason}`));
      hooks.standNow();
    },
  };
}

const switched: StatementResult = {
  status: 'done',
  outcome: { kind: 'written', matchedRows: 0, affectedRows: 0 },
};

function refusalOf(
  { name, voters }: Group,
  term: Leadership,
  target: NodeName,
  state: State,
): { readonly code: number; readonly message: string } | null {
  if (!voters.includes(target)) {
    const message = `Incorrect arguments to SWITCH LEADER: there is no node '${target}'; the nodes are ${voters.join(', ')}`;
    return { code: 1210, message };
  }
  if (target === name) return null;
  const why = state.kind === 'idle' ? term.reasonAgainst(target) : null;
  if (state.kind !== 'idle') return leaderNotSwitched(`a switch to ${state.target} is under way`);
  return why === null ? null : leaderNotSwitched(`${target} ${why}`);
}

function leaderNotSwitched(why: string): { readonly code: number; readonly message: string } {
  return { code: AnvilErrorCode.leaderNotSwitched, message: `The leader was not switched: ${why}.` };
}

function notSwitched(why: string): StatementResult {
  return { status: 'done', outcome: { kind: 'error', sqlState: 'HY000', ...leaderNotSwitched(why) } };
}
