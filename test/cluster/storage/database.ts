// A state machine with a client: what most tests of SQL need.

import { createSession } from '../../../cluster/sql/session.ts';
import type { SqlValue, StatementOutcome } from '../../../cluster/statement.ts';
import { encodeCommand } from '../../../cluster/storage/command.ts';
import { createStateMachine, type SqlStateMachine } from '../../../cluster/storage/state-machine.ts';

export interface TestDatabase {
  readonly machine: SqlStateMachine;
  /** Applies a write under a fresh request id. */
  readonly write: (sql: string, ...parameters: readonly SqlValue[]) => StatementOutcome;
  readonly read: (sql: string, ...parameters: readonly SqlValue[]) => StatementOutcome;
  /** The rows of a read that must succeed. */
  readonly rows: (sql: string, ...parameters: readonly SqlValue[]) => readonly (readonly SqlValue[])[];
}

export function newMachine(): SqlStateMachine {
  return createStateMachine({ rootUser: { name: 'root', passwordHash: new Uint8Array() } });
}

/** A database after `setup`, every statement of which must succeed. */
export function databaseWith(...setup: readonly string[]): TestDatabase {
  const machine = newMachine();
  let sequence = 0;
  const write: TestDatabase['write'] = (sql, ...parameters) => {
    sequence += 1;
    const command = encodeCommand({ sql, parameters }, { client: 'test', sequence });
    return machine.apply(machine.appliedLogId + 1, command);
  };
  const read: TestDatabase['read'] = (sql, ...parameters) => machine.read({ sql, parameters });
  for (const sql of setup) {
    const outcome = write(sql);
    if (outcome.kind === 'error') throw new Error(`${sql}: ${outcome.message}`);
  }
  return {
    machine,
    write,
    read,
    rows: (sql, ...parameters) => {
      const outcome = read(sql, ...parameters);
      if (outcome.kind !== 'rows') throw new Error(`${sql}: ${JSON.stringify(outcome)}`);
      return outcome.rows;
    },
  };
}

export interface TestSession {
  readonly machine: SqlStateMachine;
  /** Texts of everything that left the session. */
  readonly sent: string[];
  readonly execute: (sql: string, ...parameters: readonly SqlValue[]) => StatementOutcome;
}

/** A session on a cluster of one that answers at once. */
export function sessionOn(machine: SqlStateMachine = newMachine()): TestSession {
  const sent: string[] = [];
  let sequence = 0;
  const session = createSession(
    {
      read: (request, reply) => {
        sent.push(request.sql);
        reply(machine.read(request));
      },
      administer: (command, sql, reply) => {
        sent.push(sql);
        reply({ kind: 'error', code: 0, sqlState: 'HY000', message: command.kind });
      },
      write: (request, requestId, reply) => {
        sent.push(request.sql);
        sequence += 1;
        const command = encodeCommand(request, requestId ?? { client: 'router', sequence });
        reply(machine.apply(machine.appliedLogId + 1, command));
      },
    },
    'alice',
    42,
    () => Date.UTC(2024, 4, 6, 7, 8, 9),
  );
  const execute: TestSession['execute'] = (sql, ...parameters) => {
    let answer: StatementOutcome | null = null;
    session.execute({ sql, parameters }, (outcome) => {
      answer = outcome;
    });
    if (answer === null) throw new Error(`no answer to ${sql}`);
    return answer;
  };
  return { machine, sent, execute };
}
