// Anvil's state machine: parsed statements against replicated tables. Deterministic: nothing here knows a time, a random
// number or a session. The order of steps in `apply` is the whole story of a write.

import { errorOutcome, notSupported, SqlError } from '../sql/errors.ts';
import { parse } from '../sql/parser.ts';
import type { StateMachine } from '../state-machine.ts';
import type { StatementOutcome, StatementRequest } from '../statement.ts';
import { defaultDatabase } from './catalog.ts';
import { createChanges } from './changes.ts';
import { type Command, decodeCommand } from './command.ts';
import { type Execution, type WriteExecution, written } from './execution.ts';
import { executeInsert } from './insert.ts';
import { executeSchema } from './schema.ts';
import { executeSelect } from './select.ts';
import { executeShow } from './show.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts';
import { createEmptyState, type ReplicatedState, type RootUser } from './state.ts';
import { nextHash } from './state-hash.ts';
import { executeDelete, executeUpdate } from './update.ts';
import { executeUser } from './users.ts';

export interface SqlStateMachine extends StateMachine {
  /** `SHA1(SHA1(password))`, empty for a user without password, `null` for an unknown user. */
  passwordHash(user: string): Uint8Array | null;
  /** What the cluster has agreed to write, as of `appliedLogId`. */
  readonly format: number;
}

function parseRequest(request: StatementRequest): ReturnType<typeof parse> {
  const parsed = parse(request.sql);
  if (parsed.parameterCount !== request.parameters.length) {
    const counts = `${parsed.parameterCount} parameters, got ${request.parameters.length}`;
    throw new SqlError(1210, 'HY000', `Incorrect arguments: the statement takes ${counts}`);
  }
  return parsed;
}

function executionOf(state: ReplicatedState, { parameters }: StatementRequest): Execution {
  return { catalog: state.catalog, database: defaultDatabase, parameters };
}

/** Executes a write or throws; what a failed one has changed already is taken back. */
function executeWrite(state: ReplicatedState, request: StatementRequest, rootUser: string): StatementOutcome {
  const { statement } = parseRequest(request);
  const changes = createChanges();
  const { catalog } = state;
  const { parameters } = request;
  const execution: WriteExecution = { catalog, database: defaultDatabase, parameters, changes };
  try {
    switch (statement.kind) {
      case 'insert':
        return executeInsert(execution, statement);
      case 'update':
        return executeUpdate(execution, statement);
      case 'delete':
        return executeDelete(execution, statement);
      case 'createTable':
      case 'dropTable':
      case 'truncate':
      case 'createDatabase':
      case 'dropDatabase':
        return executeSchema(execution, statement);
      case 'createUser':
      case 'alterUser':
      case 'dropUser':
        return executeUser(state.users, statement, rootUser);
      default:
        throw notSupported('replicating statements that change no data');
    }
  } catch (error) {
    changes.undo();
    throw error;
  }
}

function executeRead(state: ReplicatedState, request: StatementRequest): StatementOutcome {
  const { statement } = parseRequest(request);
  if (statement.kind === 'select') return executeSelect(executionOf(state, request), statement);
  if (statement.kind === 'show') return executeShow(executionOf(state, request), statement);
  throw notSupported('this statement as a read');
}

/** The outcome of one command, its request id respected: the one place that decides whether it was applied before. */
function executeOnce(
  state: ReplicatedState,
  { request, requestId }: Command,
  rootUser: string,
): StatementOutcome {
  if (requestId === null) return outcomeOf(() => executeWrite(state, request, rootUser));
  const earlier = state.ledger.answerOf(requestId);
  if (earlier !== null) return earlier;
  const outcome = outcomeOf(() => executeWrite(state, request, rootUser));
  state.ledger.record(requestId, outcome);
  return outcome;
}

function outcomeOf(execute: () => StatementOutcome): StatementOutcome {
  try {
    return execute();
  } catch (error) {
    return errorOutcome(error);
  }
}

/**
 * An empty state machine: the database `test`, the root user, nothing else.
 *
 * `apply` throws only for a LogID out of turn, which is a defect of the caller.
 */
export function createStateMachine(options: { readonly rootUser: RootUser }): SqlStateMachine {
  const { rootUser } = options;
  let state = createEmptyState(rootUser);
  /** Read and not yet taken on: reading takes long, and is not done twice. */
  let checked: { readonly snapshot: Uint8Array; readonly state: ReplicatedState } | null = null;
  return {
    get appliedLogId() {
      return state.appliedLogId;
    },
    get format() {
      return state.format;
    },
    get stateHash() {
      return state.stateHash;
    },
    apply: (logId, bytes) => {
      if (logId !== state.appliedLogId + 1) {
        throw new Error(`Command ${logId} cannot be applied after command ${state.appliedLogId}`);
      }
      const outcome = outcomeOf(() => {
        const command = decodeCommand(bytes);
        if (command === null) return written(0, 0);
        if (!('format' in command)) return executeOnce(state, command, rootUser.name);
        state.format = Math.max(state.format, command.format);
        return written(0, 0);
      });
      state.appliedLogId = logId;
      state.stateHash = nextHash(state.stateHash, logId, bytes, outcome);
      return outcome;
    },
    read: (request) => outcomeOf(() => executeRead(state, request)),
    snapshot: () => encodeSnapshot(state),
    checkSnapshot: (snapshot) => {
      checked = { snapshot, state: decodeSnapshot(snapshot) };
    },
    restore: (snapshot) => {
      state = checked?.snapshot === snapshot ? checked.state : decodeSnapshot(snapshot);
      checked = null;
    },
    passwordHash: (user) => state.users.get(user) ?? null,
  };
}
