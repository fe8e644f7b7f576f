// Gets a statement to the leader, wherever it is, and its outcome back. A write travels under a request id and may be
// sent again to the next leader; the ledger makes sure it is applied once.

import type { Timings } from './anvil.ts';
import type { Env, NodeName, Timer } from './env.ts';
import type {
  RoutedStatement,
  StatementMessage,
  StatementReplyMessage,
  StatementResult,
} from './messages.ts';
import type { KnownLeader } from './paxos/replica.ts';
import { createRequestLanes } from './request-lanes.ts';
import type { StatementRouter } from './router.ts';
import { AnvilErrorCode, type RequestId, type StatementOutcome, type StatementRequest } from './statement.ts';

/** What the router needs of the replica on its node. */
export interface RouterPeers {
  readonly name: NodeName;
  leader(): KnownLeader | null;
  send(to: NodeName, message: StatementMessage): void;
  /** Takes a snapshot of this node and truncates its log; answers why not, or `null`. */
  snapshotHere(done: (reason: string | null) => void): void;
  /** Serves a statement on this very node, which leads. */
  serveHere(message: StatementMessage, reply: (result: StatementResult) => void): void;
}

export interface ReplicationRouter extends StatementRouter {
  handleReply(message: StatementReplyMessage): void;
  leaderChanged(): void;
  readonly counters: {
    reads: number;
    writes: number;
    resent: number;
    notExecuted: number;
    outcomeUnknown: number;
  };
}

interface Task {
  readonly statement: RoutedStatement;
  readonly request: StatementRequest;
  readonly requestId: RequestId | null;
  readonly deadlineMs: number;
  readonly reply: (outcome: StatementOutcome) => void;
  /** Tries handed to a leader that have not been refused: each may yet have its effect. */
  readonly unsettled: Set<number>;
  tries: number;
  /** When it is tried again or given up. */
  dueMs: number;
}

/** Before a statement that was refused, or found no leader, is tried again. */
const retryMs = 40;
/** How long an answer may take before the statement is sent again, in heartbeat intervals. */
const resendHeartbeats = 4;
/** Moments to try again are rounded up to multiples of this, so that many tasks make few alarms. */
const alarmStepMs = 5;

/** @param incarnation different for every life of this node */
export function createReplicationRouter(
  env: Env,
  timings: Timings,
  peers: RouterPeers,
  incarnation: number,
): ReplicationRouter {
  const lanes = createRequestLanes(`${peers.name}.${incarnation.toString(36)}`);
  const counters = { reads: 0, writes: 0, resent: 0, notExecuted: 0, outcomeUnknown: 0 };
  const tasks = new Set<Task>();
  const taskOfTry = new Map<number, Task>();
  let alarm: { readonly dueMs: number; readonly timer: Timer } | null = null;
  let lastTry = 0;

  const finish = (task: Task, outcome: StatementOutcome): void => {
    if (!tasks.delete(task)) return;
    for (const id of task.unsettled) taskOfTry.delete(id);
    task.reply(outcome);
  };
  const giveUp = (task: Task): void => {
    if (task.statement === 'read' || task.unsettled.size === 0) {
      counters.notExecuted += 1;
      finish(task, notExecuted('no leader could take the statement in time'));
    } else {
      counters.outcomeUnknown += 1;
      finish(task, outcomeUnknown());
    }
  };
  const wait = (task: Task, delayMs: number): void => {
    const now = env.clock.monotonicMs();
    const dueMs = Math.min(now + delayMs, task.deadlineMs);
    task.dueMs = delayMs === 0 ? now : Math.ceil(dueMs / alarmStepMs) * alarmStepMs;
    setAlarm(task.dueMs);
  };
  /** One timer for all tasks, at the earliest moment known when it was set: most are answered long before. */
  const setAlarm = (dueMs: number): void => {
    if (alarm !== null && alarm.dueMs <= dueMs) return;
    alarm?.timer.cancel();
    const delayMs = Math.max(0, dueMs - env.clock.monotonicMs());
    alarm = { dueMs, timer: env.clock.after(delayMs, ring) };
  };
  const ring = (): void => {
    alarm = null;
    const now = env.clock.monotonicMs();
    for (const task of [...tasks]) {
      if (task.dueMs > now || !tasks.has(task)) continue;
      if (now >= task.deadlineMs) giveUp(task);
      else attempt(task);
    }
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { dueMs } of tasks) nextMs = Math.min(nextMs, dueMs);
    if (tasks.size > 0) setAlarm(nextMs);
  };
  const attempt = (task: Task): void => {
    const leader = peers.leader();
    if (leader === null) {
      wait(task, retryMs);
      return;
    }
    lastTry += 1;
    const id = lastTry;
    task.tries += 1;
    if (task.tries > 1 && task.statement === 'write' && task.unsettled.size > 0) {
      counters.resent += 1;
      env.sometimes('write-resent');
    }
    task.unsettled.add(id);
    taskOfTry.set(id, task);
    const { statement, requestId } = task;
    const { sql, parameters } = task.request;
    const message: StatementMessage = {
      kind: 'statement',
      id,
      incarnation,
      ballot: leader.ballot,
      statement,
      sql,
      parameters,
      requestId,
    };
    wait(task, timings.heartbeatIntervalMs * resendHeartbeats);
    if (leader.name === peers.name) peers.serveHere(message, (result) => settle(id, result));
    else peers.send(leader.name, message);
  };
  const settle = (id: number, result: StatementResult): void => {
    const task = taskOfTry.get(id);
    if (task === undefined) return;
    if (result.status === 'done') finish(task, result.outcome);
    else if (result.status === 'refused') {
      taskOfTry.delete(id);
      task.unsettled.delete(id);
      wait(task, retryMs);
    } else wait(task, retryMs);
  };
  const begin = (
    statement: RoutedStatement,
    request: StatementRequest,
    requestId: RequestId | null,
    reply: (outcome: StatementOutcome) => void,
  ): void => {
    const deadlineMs = env.clock.monotonicMs() + timings.statementTimeoutMs;
    const task: Task = {
      statement,
      request,
      requestId,
      deadlineMs,
      reply,
      unsettled: new Set(),
      tries: 0,
      dueMs: deadlineMs,
    };
    tasks.add(task);
    attempt(task);
  };
  const overloaded = (reply: (outcome: StatementOutcome) => void): boolean => {
    if (tasks.size < timings.pipelineEntries) return false;
    counters.notExecuted += 1;
    reply(notExecuted('too many statements are under way on this node'));
    return true;
  };

  return {
    counters,
    read: (request, reply) => {
      counters.reads += 1;
      if (!overloaded(reply)) begin('read', request, null, reply);
    },
    write: (request, requestId, reply) => {
      counters.writes += 1;
      if (overloaded(reply)) return;
      if (requestId !== null) {
        begin('write', request, requestId, reply);
        return;
      }
      const own = lanes.take();
      if (own === null) {
        counters.notExecuted += 1;
        reply(notExecuted('too many writes are under way on this node'));
        return;
      }
      begin('write', request, own, (outcome) => {
        lanes.release(own);
        reply(outcome);
      });
    },
    administer: (command, sql, reply) => {
      if (command.kind === 'snapshot') peers.snapshotHere((reason) => reply(snapshotOutcome(reason)));
      else if (!overloaded(reply)) begin('switch-leader', { sql, parameters: [command.node] }, null, reply);
    },
    handleReply: (message) => {
      if (message.incarnation === incarnation) settle(message.id, message.result);
    },
    leaderChanged: () => {
      if (peers.leader() === null) return;
      // From a timer, so that nothing is proposed in the middle of a change of roles.
      for (const task of tasks) wait(task, 0);
    },
  };
}

function snapshotOutcome(reason: string | null): StatementOutcome {
  if (reason === null) return { kind: 'written', matchedRows: 0, affectedRows: 0 };
  const message = `No snapshot was taken: ${reason}.`;
  return { kind: 'error', code: AnvilErrorCode.snapshotNotTaken, sqlState: 'HY000', message };
}

function notExecuted(why: string): StatementOutcome {
  return {
    kind: 'error',
    code: AnvilErrorCode.notExecuted,
    sqlState: 'HY000',
    message: `The statement was not executed: ${why}. It may be sent again.`,
  };
}

function outcomeUnknown(): StatementOutcome {
  return {
    kind: 'error',
    code: AnvilErrorCode.outcomeUnknown,
    sqlState: 'HY000',
    message:
      'The outcome is unknown: the statement was handed to a leader whose answer never came. It may or may not be executed.',
  };
}
