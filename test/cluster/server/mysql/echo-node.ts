// A node without replication for tests of the wire: it answers a few fixed statements and echoes parameters, so that a
// test sees exactly what the protocol carried.

import type { AnvilNode, Session } from '../../../../cluster/anvil.ts';
import { nativePasswordHash } from '../../../../cluster/server/mysql/native-password.ts';
import type {
  ColumnType,
  SqlValue,
  StatementOutcome,
  StatementRequest,
} from '../../../../cluster/statement.ts';

function typeOf(value: SqlValue): ColumnType {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'object') return 'blob';
  return typeof value === 'bigint' || Number.isInteger(value) ? 'integer' : 'double';
}

function echo(parameters: readonly SqlValue[]): StatementOutcome {
  const columns = parameters.map((value, index) => ({
    name: `p${index + 1}`,
    table: '',
    type: typeOf(value),
  }));
  return { kind: 'rows', columns, rows: [parameters] };
}

function answer(request: StatementRequest): StatementOutcome {
  const [verb = '', argument = ''] = request.sql.trim().split(/\s+/);
  switch (verb.toUpperCase()) {
    case 'ECHO':
      return echo(request.parameters);
    case 'TEXT':
      return echo([argument]);
    case 'LENGTH':
      return echo([request.sql.length]);
    case 'REPEAT':
      return echo(['x'.repeat(Number(argument))]);
    case 'UPDATE':
      return { kind: 'written', matchedRows: 3, affectedRows: 1 };
    case 'USE':
      return argument === '`nowhere`'
        ? { kind: 'error', code: 1049, sqlState: '42000', message: "Unknown database 'nowhere'" }
        : { kind: 'written', matchedRows: 0, affectedRows: 0 };
    case 'SELECT':
      return {
        kind: 'rows',
        columns: [{ name: 'id', table: 't', type: 'integer' }],
        rows: [[1], [2n ** 60n], [null]],
      };
    default:
      return { kind: 'error', code: 1064, sqlState: '42000', message: `cannot read ${verb}` };
  }
}

/** User `root` with the given password; every statement is answered on a later turn, as a real node would. */
export function echoNode(password: string): AnvilNode {
  const hash = nativePasswordHash(password);
  const session: Session = {
    execute: (request, reply) => setImmediate(() => reply(answer(request))),
    close: () => {},
  };
  return {
    start: (ready) => ready(),
    passwordHash: (user) => (user === 'root' ? hash : null),
    openSession: () => session,
    counters: () => ({ statements_total: 1 }),
    status: () => ({
      node: 'n1',
      role: 'leader',
      state: 'serving',
      reason: '',
      ballot: 1,
      leader: 'n1',
      leaseRemainingMs: 1000,
      log: {
        firstLogId: 1,
        lastLogId: 0,
        durableLogId: 0,
        committedLogId: 0,
        appliedLogId: 0,
        snapshotLogId: 0,
      },
      formats: { wire: { oldest: 1, newest: 1 }, disk: { oldest: 1, newest: 1, active: 1 }, peers: {} },
      stateHash: 0,
      sessions: 0,
    }),
  };
}
