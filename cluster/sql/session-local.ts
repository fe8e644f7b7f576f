// Statements a session answers by itself: SET, SELECT without a table, SHOW VARIABLES, COMMIT and their kind.

import type { RowsOutcome, SqlValue, StatementOutcome } from '../statement.ts';
import type { LocalStatement, SelectStatement, SetAssignment, ShowLocalStatement } from './ast.ts';
import { notSupported, SqlError } from './errors.ts';
import { compile } from './evaluate.ts';
import { createLikeMatcher } from './like.ts';
import { createScope, indexColumns, type Scope, type ScopeColumn } from './scope.ts';
import { createSelection } from './selection.ts';
import { type SessionState, sessionValueOf } from './session-state.ts';
import { unreachable } from './unreachable.ts';
import { toText, truthOf } from './values.ts';

const done: StatementOutcome = { kind: 'written', matchedRows: 0, affectedRows: 0 };

function scopeOf(state: SessionState, parameters: readonly SqlValue[], names: readonly string[]): Scope {
  const columns: ScopeColumn[] = names.map((name) => ({ name, type: 'text' }));
  return createScope({
    columns,
    positions: indexColumns(columns),
    tableAlias: null,
    parameters,
    clause: 'field list',
    sessionValue: (value) => sessionValueOf(state, value),
  });
}

/** SELECT without FROM. */
export function selectLocally(
  state: SessionState,
  select: SelectStatement,
  parameters: readonly SqlValue[],
): RowsOutcome {
  const selection = createSelection(select, scopeOf(state, parameters, []), false);
  selection.accept([]);
  return selection.finish();
}

function assign(state: SessionState, { variable, name, value }: SetAssignment, scope: Scope): void {
  const computed = compile(value, scope)([]);
  if (variable === 'user') {
    state.userVariables.set(name, computed);
    return;
  }
  state.variables.set(name, computed);
  if (name === 'autocommit' && autocommits(state)) state.wroteWithoutAutocommit = false;
}

export function autocommits(state: SessionState): boolean {
  return truthOf(state.variables.get('autocommit')) === true;
}

function finishTransaction(state: SessionState, kind: 'commit' | 'rollback'): StatementOutcome {
  const lost = kind === 'rollback' && state.wroteWithoutAutocommit;
  state.wroteWithoutAutocommit = false;
  if (!lost) return done;
  throw new SqlError(
    1196,
    'HY000',
    'Changes could not be rolled back: every statement commits by itself, transactions do not exist yet',
  );
}

const shown: Readonly<Record<ShowLocalStatement['what'], readonly string[]>> = {
  variables: ['Variable_name', 'Value'],
  status: ['Variable_name', 'Value'],
  warnings: ['Level', 'Code', 'Message'],
  collation: ['Collation', 'Charset', 'Id', 'Default', 'Compiled', 'Sortlen'],
  charset: ['Charset', 'Description', 'Default collation', 'Maxlen'],
  engines: ['Engine', 'Support', 'Comment', 'Transactions', 'XA', 'Savepoints'],
  processlist: ['Id', 'User', 'Host', 'db', 'Command', 'Time', 'State', 'Info'],
  grants: ['Grants'],
};

function shownRows(state: SessionState, what: ShowLocalStatement['what']): (readonly SqlValue[])[] {
  switch (what) {
    case 'variables':
      return state.variables.all().map(([name, value]) => [name, toText(value)]);
    case 'collation':
      return [['utf8mb4_bin', 'utf8mb4', '46', 'Yes', 'Yes', '1']];
    case 'charset':
      return [['utf8mb4', 'UTF-8 Unicode', 'utf8mb4_bin', '4']];
    case 'engines':
      return [['Anvil', 'DEFAULT', 'Replicated tables in memory', 'NO', 'NO', 'NO']];
    case 'processlist':
      return [[String(state.connectionId), state.user, '%', state.database, 'Query', '0', '', null]];
    case 'grants':
      return [[`GRANT ALL PRIVILEGES ON *.* TO '${state.user}'@'%'`]];
    default:
      return [];
  }
}

function show(
  state: SessionState,
  { what, like, where }: ShowLocalStatement,
  parameters: readonly SqlValue[],
): RowsOutcome {
  const names = shown[what];
  const columns = names.map((name) => ({ name, table: '', type: 'text' as const }));
  const matches = like === null ? () => true : createLikeMatcher(like.toLowerCase(), '\\');
  const holds = where === null ? () => 1 : compile(where, scopeOf(state, parameters, names));
  const rows = shownRows(state, what).filter(
    (row) => matches((toText(row[0] ?? null) ?? '').toLowerCase()) && truthOf(holds(row)) === true,
  );
  return { kind: 'rows', columns, rows };
}

/** Everything local but USE, which has to ask whether the database exists. */
export function executeLocally(
  state: SessionState,
  statement: Exclude<LocalStatement, { kind: 'use' }>,
  parameters: readonly SqlValue[],
): StatementOutcome {
  switch (statement.kind) {
    case 'showLocal':
      return show(state, statement, parameters);
    case 'set': {
      const scope = scopeOf(state, parameters, []);
      for (const assignment of statement.assignments) assign(state, assignment, scope);
      return done;
    }
    case 'begin':
      throw notSupported('transactions: every statement commits by itself');
    case 'commit':
    case 'rollback':
      return finishTransaction(state, statement.kind);
    case 'nothing':
      return done;
  }
  return unreachable(statement);
}
