// What one connection remembers between its statements, and the values that expressions can ask of it.

import type { SqlValue } from '../statement.ts';
import type { SessionValue } from './ast-expression.ts';
import { notSupported } from './errors.ts';
import { plainVariableName } from './parser-session.ts';
import { timeFunctions } from './session-functions.ts';
import { createSystemVariables, type SystemVariables, serverVersion } from './system-variables.ts';

export interface SessionState {
  readonly user: string;
  readonly connectionId: number;
  /** Milliseconds since 1970, only for show; `null` where a session has no clock. */
  readonly wallMs: (() => number) | null;
  /** Current database, empty for none. */
  database: string;
  readonly variables: SystemVariables;
  readonly userVariables: Map<string, SqlValue>;
  lastInsertId: number;
  /** Of the last statement: affected rows, -1 after a SELECT. */
  rowCount: number;
  foundRows: number;
  /** A write was sent under autocommit=0 since the last COMMIT or ROLLBACK: it cannot be rolled back. */
  wroteWithoutAutocommit: boolean;
}

export function createSessionState(options: {
  readonly user: string;
  readonly connectionId: number;
  readonly wallMs: (() => number) | null;
  readonly database: string;
}): SessionState {
  return {
    ...options,
    variables: createSystemVariables(),
    userVariables: new Map(),
    lastInsertId: 0,
    rowCount: 0,
    foundRows: 0,
    wroteWithoutAutocommit: false,
  };
}

/** `2024-05-06 07:08:09` in UTC, the session's time zone always. */
function timeText(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19).replace('T', ' ');
}

function timeFunction(name: string, wallMs: number): SqlValue {
  const text = timeText(wallMs);
  if (name === 'unix_timestamp') return Math.floor(wallMs / 1000);
  if (['curdate', 'current_date', 'utc_date'].includes(name)) return text.slice(0, 10);
  if (['curtime', 'current_time', 'utc_time'].includes(name)) return text.slice(11);
  return text;
}

function functionValue(state: SessionState, name: string): SqlValue {
  if (state.wallMs !== null && timeFunctions.has(name.toUpperCase()))
    return timeFunction(name, state.wallMs());
  switch (name) {
    case 'database':
    case 'schema':
      return state.database === '' ? null : state.database;
    case 'user':
    case 'current_user':
    case 'session_user':
    case 'system_user':
      return `${state.user}@%`;
    case 'connection_id':
      return state.connectionId;
    case 'version':
      return serverVersion;
    case 'last_insert_id':
      return state.lastInsertId;
    case 'row_count':
      return state.rowCount;
    case 'found_rows':
      return state.foundRows;
    default:
      throw notSupported(`${name.toUpperCase()}()`);
  }
}

/**
 * The value of DATABASE(), `@x`, `@@autocommit` and the like in this session, now.
 *
 * @throws SqlError 1193 for an unknown variable, 1235 for functions that no session can answer (RAND, UUID, SLEEP).
 */
export function sessionValueOf(state: SessionState, { source, name }: SessionValue): SqlValue {
  if (source === 'userVariable') return state.userVariables.get(name) ?? null;
  if (source === 'systemVariable') return state.variables.get(plainVariableName(name));
  return functionValue(state, name);
}
