// One client's connection: answers what concerns only itself, makes everything else independent of the session and hands
// it to the router. Holds no data and no lock, so losing a session loses nothing.

import type { Session } from '../anvil.ts';
import type { StatementRouter } from '../router.ts';
import type { StatementOutcome, StatementRequest } from '../statement.ts';
import type { Statement } from './ast.ts';
import { classOf, requestIdOfParsed } from './classify.ts';
import { errorOutcome, SqlError } from './errors.ts';
import { type ParsedStatement, parse } from './parser.ts';
import { withHashedPassword } from './password.ts';
import { pinStatement } from './pinning.ts';
import { executeLocally, selectLocally } from './session-local.ts';
import { noteOutcome } from './session-outcome.ts';
import { createSessionState, type SessionState, sessionValueOf } from './session-state.ts';

type Reply = (outcome: StatementOutcome) => void;

/** The database sessions start in; every cluster has it from the beginning. */
export const initialDatabase = 'test';

/**
 * Opens a session of `user`, already authenticated.
 *
 * @param connectionId what CONNECTION_ID() answers.
 * @param wallMs the node's wall clock, for NOW() and its like, fixed to one value before a statement is replicated;
 *   without it they are refused with error 1235.
 */
export function createSession(
  router: StatementRouter,
  user: string,
  connectionId = 0,
  wallMs: (() => number) | null = null,
): Session {
  const state = createSessionState({ user, connectionId, wallMs, database: initialDatabase });
  return {
    execute: (request, reply) => {
      try {
        execute(state, router, request, reply);
      } catch (error) {
        reply(errorOutcome(error));
      }
    },
    close: () => {},
  };
}

function parseRequest({ sql, parameters }: StatementRequest): ParsedStatement {
  const parsed = parse(sql);
  if (parsed.parameterCount === parameters.length) return parsed;
  const counts = `${parsed.parameterCount} parameters, got ${parameters.length}`;
  throw new SqlError(1210, 'HY000', `Incorrect arguments: the statement takes ${counts}`);
}

function execute(
  state: SessionState,
  router: StatementRouter,
  request: StatementRequest,
  reply: Reply,
): void {
  const parsed = parseRequest(request);
  const { statement } = parsed;
  const answer: Reply = (outcome) => {
    noteOutcome(state, statement, outcome);
    reply(outcome);
  };
  if (statement.kind === 'use') {
    useDatabase(state, router, statement.database, reply);
    return;
  }
  const statementClass = classOf(statement);
  if (statementClass === 'local') {
    answer(answerLocally(state, statement, request));
    return;
  }
  const requestId = requestIdOfParsed(parsed, request.parameters);
  const independent = independentRequest(state, parsed, request);
  if (statementClass === 'read') router.read(independent, answer);
  else router.write(independent, requestId, answer);
}

function answerLocally(
  state: SessionState,
  statement: Statement,
  request: StatementRequest,
): StatementOutcome {
  switch (statement.kind) {
    case 'select':
      return selectLocally(state, statement, request.parameters);
    case 'showLocal':
    case 'set':
    case 'begin':
    case 'commit':
    case 'rollback':
    case 'nothing':
      return executeLocally(state, statement, request.parameters);
    default:
      throw new Error(`a ${statement.kind} statement is not local`);
  }
}

/** The statement as any node may execute it: no session values, no current database, no password. */
function independentRequest(
  state: SessionState,
  parsed: ParsedStatement,
  { sql, parameters }: StatementRequest,
): StatementRequest {
  const { statement } = parsed;
  if (statement.kind === 'createUser' || statement.kind === 'alterUser') {
    return { sql: withHashedPassword(statement, parameters), parameters: [] };
  }
  const pinned = pinStatement(sql, parsed, {
    database: state.database,
    defaultDatabase: initialDatabase,
    sessionValue: (value) => sessionValueOf(state, value),
  });
  return { sql: pinned, parameters };
}

/** USE asks the cluster whether the database exists. */
function useDatabase(state: SessionState, router: StatementRouter, database: string, reply: Reply): void {
  const sql = `SHOW CREATE DATABASE \`${database.replaceAll('`', '``')}\``;
  router.read({ sql, parameters: [] }, (outcome) => {
    if (outcome.kind === 'error') {
      reply(outcome);
      return;
    }
    state.database = database;
    reply({ kind: 'written', matchedRows: 0, affectedRows: 0 });
  });
}
