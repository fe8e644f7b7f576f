// One client's connection: answers what concerns only itself, makes everything else independent of the session and hands
// it to the router. Holds no data and no lock, so losing a session loses nothing.

import type { Session } from '../anvil.ts';
import type { AdministrationCommand, StatementRouter } from '../router.ts';
import type { RequestId, StatementOutcome, StatementRequest } from '../statement.ts';
import type { Statement } from './ast.ts';
import { classOf, requestIdOfParsed } from './classify.ts';
import { errorOutcome, SqlError } from './errors.ts';
import { type ParsedStatement, parseOfClient } from './parser.ts';
import { withHashedPassword } from './password.ts';
import { pinStatement } from './pinning.ts';
import { executeLocally, selectLocally } from './session-local.ts';
import { noteOutcome } from './session-outcome.ts';
import { createSessionState, type SessionState, sessionValueOf } from './session-state.ts';

type Reply = (outcome: StatementOutcome) => void;

/** The database sessions start in; every cluster has it from the beginning. */
const initialDatabase = 'test';

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
    execute: (request, reply) => carryOut(state, router, planStep(state, request), reply),
    close: () => {},
  };
}

/** What is to be done about a statement, decided before anything is sent or answered. */
type Step =
  | { readonly kind: 'answer'; readonly outcome: StatementOutcome }
  | { readonly kind: 'use'; readonly database: string }
  | { readonly kind: 'administer'; readonly command: AdministrationCommand; readonly sql: string }
  | { readonly kind: 'read'; readonly statement: Statement; readonly request: StatementRequest }
  | {
      readonly kind: 'write';
      readonly statement: Statement;
      readonly request: StatementRequest;
      readonly requestId: RequestId | null;
    };

function planStep(state: SessionState, request: StatementRequest): Step {
  try {
    const parsed = parseRequest(request);
    const { statement } = parsed;
    if (statement.kind === 'use') return { kind: 'use', database: statement.database };
    if (statement.kind === 'administration')
      return { kind: 'administer', command: statement.command, sql: request.sql };
    const statementClass = classOf(statement);
    if (statementClass === 'local') {
      const outcome = answerLocally(state, statement, request);
      noteOutcome(state, statement, outcome);
      return { kind: 'answer', outcome };
    }
    const requestId = requestIdOfParsed(parsed, request.parameters);
    const independent = independentRequest(state, parsed, request);
    return { kind: statementClass, statement, request: independent, requestId };
  } catch (error) {
    return { kind: 'answer', outcome: errorOutcome(error) };
  }
}

function carryOut(state: SessionState, router: StatementRouter, step: Step, reply: Reply): void {
  if (step.kind === 'answer') {
    reply(step.outcome);
    return;
  }
  if (step.kind === 'use') {
    useDatabase(state, router, step.database, reply);
    return;
  }
  if (step.kind === 'administer') {
    router.administer(step.command, step.sql, reply);
    return;
  }
  const answer: Reply = (outcome) => {
    noteOutcome(state, step.statement, outcome);
    reply(outcome);
  };
  if (step.kind === 'read') router.read(step.request, answer);
  else router.write(step.request, step.requestId, answer);
}

function parseRequest({ sql, parameters }: StatementRequest): ParsedStatement {
  const parsed = parseOfClient(sql);
  if (parsed.parameterCount === parameters.length) return parsed;
  const counts = `${parsed.parameterCount} parameters, got ${parameters.length}`;
  throw new SqlError(1210, 'HY000', `Incorrect arguments: the statement takes ${counts}`);
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
