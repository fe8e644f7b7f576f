// A stand-in for Anvil that is small enough to reason about: one register on n1, which every other node asks. It keeps
// the register on disk, so that crashes and power loss mean something, and knows two statements: `SET <value>`, `GET`.

import type { AnvilNode, NodeConfiguration, NodeStatus } from '../../../cluster/anvil.ts';
import type { DiskFile, Env } from '../../../cluster/env.ts';
import type { StatementOutcome, StatementRequest } from '../../../cluster/statement.ts';

type Reply = (outcome: StatementOutcome) => void;

const written: StatementOutcome = { kind: 'written', matchedRows: 1, affectedRows: 1 };
const rowOf = (value: string): StatementOutcome => ({
  kind: 'rows',
  columns: [{ name: 'value', table: '', type: 'text' }],
  rows: [[value]],
});

/** `overrides` replaces parts of what it says of itself. */
export function createRegisterNode(
  env: Env,
  { name }: NodeConfiguration,
  overrides: () => Partial<NodeStatus> = () => ({}),
): AnvilNode {
  const leads = name === 'n1';
  const incarnation = env.random.below(2 ** 32);
  const waiting = new Map<number, Reply>();
  let value = '';
  let file: DiskFile | null = null;
  let lastId = 0;

  const executeHere = ({ sql }: StatementRequest, reply: Reply): void => {
    if (sql === 'GET') return reply(rowOf(value));
    const next = sql.slice('SET '.length);
    file?.append(new TextEncoder().encode(`${next}\n`), () => undefined);
    file?.sync((error) => {
      if (error !== null) return env.halt(`sync failed: ${error.code}`);
      value = next;
      reply(written);
    });
  };
  const execute = (request: StatementRequest, reply: Reply): void => {
    if (leads) return executeHere(request, reply);
    lastId += 1;
    waiting.set(lastId, reply);
    const { sql, parameters } = request;
    env.network.send('n1', {
      kind: 'statement',
      id: lastId,
      incarnation,
      ballot: 16,
      statement: 'write',
      sql,
      parameters,
      requestId: null,
    });
  };

  return {
    start: (ready) => {
      env.network.onMessage((from, message) => {
        if (message.kind === 'statement') {
          const { id } = message;
          executeHere(message, (outcome) => {
            const result = { status: 'done', outcome } as const;
            env.network.send(from, { kind: 'statement-reply', id, incarnation: message.incarnation, result });
          });
        } else if (message.kind === 'statement-reply' && message.incarnation === incarnation) {
          const reply = waiting.get(message.id);
          waiting.delete(message.id);
          if (message.result.status === 'done') reply?.(message.result.outcome);
        }
      });
      env.disk.read('register', (_error, content) => {
        value =
          new TextDecoder()
            .decode(content ?? new Uint8Array())
            .split('\n')
            .at(-2) ?? '';
        env.disk.open('register', (_failure, opened) => {
          file = opened;
          env.disk.syncDirectory(() => {
            env.sometimes('started');
            ready();
          });
        });
      });
    },
    passwordHash: () => null,
    openSession: () => ({ execute, close: () => undefined }),
    status: () => ({
      node: name,
      role: leads ? 'leader' : 'follower',
      state: file === null ? 'recovering' : 'serving',
      reason: '',
      ballot: 16,
      leader: 'n1',
      leaseRemainingMs: leads ? 1000 : 0,
      log: {
        firstLogId: 0,
        lastLogId: 0,
        durableLogId: 0,
        committedLogId: 0,
        appliedLogId: 0,
        snapshotLogId: 0,
      },
      formats: { wire: { oldest: 1, newest: 1 }, disk: { oldest: 1, newest: 1, active: 1 }, peers: {} },
      stateHash: 0,
      sessions: 0,
      ...overrides(),
    }),
    counters: () => ({}),
  };
}
