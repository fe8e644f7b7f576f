// A client's connection to a node without the wire protocol: requests and answers take the time of the network, arrive
// in order, and die with the node's process. What the client may conclude is what a real one could.

import type { Session } from '../../../cluster/anvil.ts';
import type { StatementOutcome } from '../../../cluster/statement.ts';
import { isCertainlyNotExecuted } from '../indefinite-errors.ts';
import { type SqlConnection, type SqlResult, StatementError } from '../world.ts';
import { rootUserName, type SimulatedCluster } from './cluster.ts';
import type { SimulatedEvent } from './event-queue.ts';
import type { EventOptions } from './kernel.ts';
import type { Incarnation } from './processes.ts';
import type { Pump } from './pump.ts';
import type { RandomStream } from './random.ts';
import { digestOfName } from './trace.ts';

export interface ClientNetwork {
  connect(host: number, timeoutMs: number): Promise<SqlConnection>;
}

/** Bounds of the time between a client and a node, one way. */
const latencyUs = [80, 400] as const;

/** Something that ends when the process at the other end does. */
type LifeListener = () => void;

/** A statement that was sent and not answered yet. */
interface PendingStatement {
  readonly timeoutMs: number;
  readonly deadlineNs: number;
  readonly fail: (reason: string) => void;
}

/** Makes the clients' side of the network. */
export function createClientNetwork(cluster: SimulatedCluster, pump: Pump): ClientNetwork {
  const { kernel, processes, names } = cluster.simulation;
  const random = cluster.simulation.random('clients');
  const listeners = new Map<Incarnation, Set<LifeListener>>();
  let connections = 0;

  const lives: (Incarnation | null)[] = names.map(() => null);
  processes.onGone((host) => {
    const life = lives[host];
    if (life === null || life === undefined) return;
    const toTell = [...(listeners.get(life) ?? [])];
    listeners.delete(life);
    for (const tell of toTell) tell();
  });
  const whenOver = (life: Incarnation, listener: LifeListener): (() => void) => {
    lives[life.node] = life;
    const all = listeners.get(life) ?? new Set();
    listeners.set(life, all.add(listener));
    return () => void all.delete(listener);
  };
  const eventsByHost = names.map(() => new Map<string, EventOptions>());
  const eventOf = (host: number, what: string): EventOptions => {
    const known = eventsByHost[host]?.get(what);
    if (known !== undefined) return known;
    const event = { kind: 'client', node: host, digest: digestOfName(what), describe: () => what } as const;
    eventsByHost[host]?.set(what, event);
    return event;
  };
  const later = (host: number, what: string, delayNs: number, work: () => void): SimulatedEvent =>
    kernel.schedule(delayNs, eventOf(host, what), work);

  const connect = (host: number, timeoutMs: number): Promise<SqlConnection> => {
    connections += 1;
    const link = createLink(random.fork(String(connections)), () => kernel.nowNs());
    const name = names[host] as string;
    return pump.promise((resolve, reject) => {
      let over = false;
      const timer = later(host, 'connect-timeout', timeoutMs * 1e6, () =>
        refuse(`no login on ${name} within ${Math.round(timeoutMs)} ms`),
      );
      const refuse = (reason: string): void => {
        over = true;
        kernel.cancel(timer);
        reject(new StatementError(reason, true, null));
      };
      const answer = (what: string, work: () => void): void => {
        later(host, what, link.backNs(), work);
      };
      later(host, 'connect', link.thereNs(), () => {
        const life = processes.current(host);
        if (life === null) {
          answer('refused', () => refuse(`cannot reach ${name}: connection refused`));
          return;
        }
        const forget = whenOver(life, () => answer('reset', () => refuse(`${name} closed the connection`)));
        cluster.visit(life, (node) => {
          if (over) return;
          const session = node.openSession(rootUserName);
          answer('connected', () => {
            forget();
            if (over) {
              cluster.visit(life, () => session.close());
              return;
            }
            kernel.cancel(timer);
            resolve(openConnection(life, session, link));
          });
        });
      });
    });
  };

  const openConnection = (life: Incarnation, session: Session, link: Link): SqlConnection => {
    const host = life.node;
    const name = names[host] as string;
    let lost: string | null = null;
    const pending = new Set<PendingStatement>();
    let timer: { readonly atNs: number; readonly event: SimulatedEvent } | null = null;
    const lose = (reason: string): void => {
      lost ??= reason;
      if (timer !== null) kernel.cancel(timer.event);
      const toFail = [...pending];
      pending.clear();
      for (const { fail } of toFail) fail(reason);
    };
    /** One timer for all statements, at the earliest deadline known when it was set: nearly all are answered by then. */
    const watch = ({ deadlineNs }: PendingStatement): void => {
      if (timer !== null && timer.atNs <= deadlineNs) return;
      if (timer !== null) kernel.cancel(timer.event);
      const delayNs = deadlineNs - kernel.nowNs();
      timer = { atNs: deadlineNs, event: later(host, 'statement-timeout', delayNs, expire) };
    };
    const expire = (): void => {
      timer = null;
      const overdue = [...pending].filter(({ deadlineNs }) => deadlineNs <= kernel.nowNs());
      for (const { fail, timeoutMs } of overdue) fail(`no answer within ${timeoutMs} ms`);
      if (overdue.length > 0) lose('an earlier statement ran out of time');
      for (const statement of pending) watch(statement);
    };
    const forget = whenOver(life, () => {
      later(host, 'reset', link.backNs(), () => lose(`${name} closed the connection`));
    });
    return {
      query: (sql, parameters, timeoutMs) => {
        if (lost !== null) return Promise.reject(new StatementError(`not connected: ${lost}`, true, null));
        return pump.promise<SqlResult>((resolve, reject) => {
          const statement: PendingStatement = {
            timeoutMs,
            deadlineNs: kernel.nowNs() + Math.ceil(timeoutMs * 1e6),
            fail: (reason) => {
              pending.delete(statement);
              reject(new StatementError(reason, false, null));
            },
          };
          pending.add(statement);
          watch(statement);
          const onOutcome = (outcome: StatementOutcome): void => {
            later(host, 'outcome', link.backNs(), () => {
              if (!pending.delete(statement)) return;
              if (outcome.kind === 'error') reject(toStatementError(outcome.code, outcome.message));
              else resolve(toResult(outcome));
            });
          };
          later(host, 'statement', link.thereNs(), () => {
            cluster.visit(life, () => session.execute({ sql, parameters }, onOutcome));
          });
        });
      },
      close: () => {
        if (lost === 'it was closed') return;
        lose('it was closed');
        lost = 'it was closed';
        forget();
        later(host, 'close', link.thereNs(), () => cluster.visit(life, () => session.close()));
      },
    };
  };

  return { connect };
}

/** Times of one connection's two directions; bytes keep their order. */
interface Link {
  thereNs(): number;
  backNs(): number;
}

function createLink(random: RandomStream, nowNs: () => number): Link {
  const direction = (): (() => number) => {
    let lastNs = 0;
    return () => {
      const now = nowNs();
      lastNs = Math.max(lastNs, now + random.between(latencyUs[0] * 1000, latencyUs[1] * 1000));
      return lastNs - now;
    };
  };
  return { thereNs: direction(), backNs: direction() };
}

function toStatementError(code: number, message: string): StatementError {
  return new StatementError(message, isCertainlyNotExecuted(code), code);
}

function toResult(outcome: Exclude<StatementOutcome, { kind: 'error' }>): SqlResult {
  if (outcome.kind === 'rows') return { rows: outcome.rows, affectedRows: 0 };
  return { rows: [], affectedRows: outcome.affectedRows };
}
