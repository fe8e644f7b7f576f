// The leader's front door. Writes become log entries and are answered when applied; reads are executed on the applied
// state under the lease. Whatever is refused here was neither proposed nor executed.

import type { StatementMessage, StatementResult } from '../messages.ts';
import type { RequestId, StatementRequest } from '../statement.ts';
import type { Group } from './group.ts';
import type { LeaderSwitch } from './leader-switch.ts';
import type { Leadership } from './replication-leader.ts';
import { createSeenIds, type SeenIds } from './seen-ids.ts';

export interface StatementService {
  /** Takes a statement of another node or of this one; `reply` is called at most once, never for a repeated message. */
  serve(sender: string, message: StatementMessage, reply: (result: StatementResult) => void): void;
  /** This node's term is over: nobody will hear any more what becomes of the writes proposed in it. */
  termEnded(): void;
  pending(): number;
  readonly counters: {
    readsServed: number;
    writesProposed: number;
    refused: number;
    leaseLostInRead: number;
  };
}

/** Turns a write into the bytes the state machine applies. */
export type EncodeCommand = (request: StatementRequest, requestId: RequestId | null) => Uint8Array;

/** A write proposed and not yet applied, and everyone who asked for it. */
interface Waiting {
  readonly request: string;
  readonly replies: ((result: StatementResult) => void)[];
}

export function createStatementService(
  group: Group,
  leadership: () => Leadership | null,
  leaderSwitch: LeaderSwitch,
  encodeCommand: EncodeCommand,
): StatementService {
  const { applier, env, timings } = group;
  const counters = { readsServed: 0, writesProposed: 0, refused: 0, leaseLostInRead: 0 };
  let waiting = new Map<number, Waiting>();
  /** LogID of each write under way, by request: one sent again waits for the entry that is already there. */
  let proposed = new Map<string, number>();
  let seen: SeenIds = createSeenIds();
  /** Reads that wait for their turn. */
  let reads: (() => void)[] = [];

  const reasonToRefuse = (term: Leadership | null, ballot: number): string | null => {
    if (term === null || term.ballot !== ballot) return 'this node does not lead by that ballot';
    if (!term.reconfirmed()) return 'the leader has not yet confirmed the log it took over';
    if (!term.lease.held()) return 'the leader holds no lease';
    if (leaderSwitch.draining()) return 'the leader is about to hand over';
    return null;
  };
  const read = (term: Leadership, request: StatementRequest): StatementResult => {
    if (leadership() !== term) return { status: 'refused', reason: 'this node leads no longer' };
    if (applier.appliedLogId() < applier.committedLogId()) {
      return { status: 'refused', reason: 'committed entries are not yet applied' };
    }
    const outcome = applier.stateMachine.read(request);
    // Waiting and executing take time, and the process may have been stopped meanwhile: what was read may be stale.
    if (!term.lease.held()) {
      counters.leaseLostInRead += 1;
      env.sometimes('lease-expired');
      return { status: 'refused', reason: 'the lease ended while the statement was read' };
    }
    counters.readsServed += 1;
    return { status: 'done', outcome };
  };
  /** Reads take a turn of their own, behind whatever has arrived already: acknowledgements, or the end of this term. */
  const readInTurn = (
    term: Leadership,
    request: StatementRequest,
    reply: (result: StatementResult) => void,
  ): void => {
    reads.push(() => reply(read(term, request)));
    if (reads.length > 1) return;
    env.clock.after(0, () => {
      const turn = reads;
      reads = [];
      for (const next of turn) next();
    });
  };
  const write = (
    term: Leadership,
    message: StatementMessage,
    reply: (result: StatementResult) => void,
  ): void => {
    const { sql, parameters, requestId } = message;
    const request = requestId === null ? '' : `${requestId.sequence}/${requestId.client}`;
    const alreadyThere = waiting.get(proposed.get(request) ?? 0);
    if (alreadyThere !== undefined) {
      alreadyThere.replies.push(reply);
      return;
    }
    counters.writesProposed += 1;
    const command = encodeCommand({ sql, parameters }, requestId);
    const logId = group.log.last().logId + 1;
    waiting.set(logId, { request, replies: [reply] });
    if (requestId !== null) proposed.set(request, logId);
    term.propose(command);
  };

  applier.onApplied((logId, outcome) => {
    const entry = waiting.get(logId);
    if (entry === undefined) return;
    waiting.delete(logId);
    proposed.delete(entry.request);
    for (const reply of entry.replies) reply({ status: 'done', outcome });
  });

  return {
    counters,
    pending: () => waiting.size,
    serve: (sender, message, reply) => {
      if (!seen.add(`${sender}/${message.incarnation}`, message.id)) return;
      const term = leadership();
      const refusal =
        reasonToRefuse(term, message.ballot) ??
        (waiting.size + reads.length >= timings.pipelineEntries ? 'too much is pending' : null);
      if (term === null || refusal !== null) {
        counters.refused += 1;
        reply({ status: 'refused', reason: refusal ?? '' });
      } else if (message.statement === 'read') {
        readInTurn(term, { sql: message.sql, parameters: message.parameters }, reply);
      } else if (message.statement === 'switch-leader') {
        leaderSwitch.begin(term, String(message.parameters[0]), reply);
      } else write(term, message, reply);
    },
    termEnded: () => {
      const unanswered = [...waiting.values()];
      waiting = new Map();
      proposed = new Map();
      seen = createSeenIds();
      for (const reply of unanswered.flatMap(({ replies }) => replies)) {
        reply({ status: 'unknown', reason: 'the leader was deposed' });
      }
    },
  };
}
