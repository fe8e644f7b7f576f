// What a session learns from the outcome of a statement: LAST_INSERT_ID(), ROW_COUNT(), FOUND_ROWS(), and whether there
// is something that ROLLBACK could not take back.

import { AnvilErrorCode, type StatementOutcome } from '../statement.ts';
import type { Statement } from './ast.ts';
import { classOf } from './classify.ts';
import { autocommits } from './session-local.ts';
import type { SessionState } from './session-state.ts';

export function noteOutcome(state: SessionState, statement: Statement, outcome: StatementOutcome): void {
  noteRows(state, outcome);
  const mayHaveWritten =
    outcome.kind === 'written' ||
    (outcome.kind === 'error' && outcome.code === AnvilErrorCode.outcomeUnknown);
  if (classOf(statement) === 'write' && mayHaveWritten && !autocommits(state))
    state.wroteWithoutAutocommit = true;
  if (
    statement.kind === 'dropDatabase' &&
    outcome.kind === 'written' &&
    statement.database === state.database
  ) {
    state.database = '';
  }
}

function noteRows(state: SessionState, outcome: StatementOutcome): void {
  switch (outcome.kind) {
    case 'rows':
      state.rowCount = -1;
      state.foundRows = outcome.rows.length;
      return;
    case 'written':
      state.rowCount = outcome.affectedRows;
      if (outcome.lastInsertId !== undefined) state.lastInsertId = outcome.lastInsertId;
      return;
    case 'error':
      state.rowCount = -1;
  }
}
