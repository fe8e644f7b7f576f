// Errors of SQL with MySQL's numbers and SQLSTATEs. Code below a statement throws `SqlError`; the state machine and
// the session turn it into an outcome at their edge, so that nothing above them ever sees an exception.

import type { ErrorOutcome } from '../statement.ts';

/** A statement that cannot be carried out; `message` is what the client reads. */
export class SqlError extends Error {
  readonly code: number;
  readonly sqlState: string;

  constructor(code: number, sqlState: string, message: string) {
    super(message);
    this.name = 'SqlError';
    this.code = code;
    this.sqlState = sqlState;
  }
}

/** The outcome of a statement that threw. Anything but an `SqlError` is a defect and is reported as error 1105. */
export function errorOutcome(error: unknown): ErrorOutcome {
  if (error instanceof SqlError) {
    return { kind: 'error', code: error.code, sqlState: error.sqlState, message: error.message };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: 'error', code: 1105, sqlState: 'HY000', message: `Internal error: ${reason}` };
}

const longestExcerptCharacters = 80;

/** 1064: the text from `position` on is not SQL. */
export function syntaxError(sql: string, position: number): SqlError {
  let line = 1;
  for (let at = sql.indexOf('\n'); at >= 0 && at < position; at = sql.indexOf('\n', at + 1)) line += 1;
  const near = sql.slice(position, position + longestExcerptCharacters);
  const where = near === '' ? 'at the end of the statement' : `near '${near}' at line ${line}`;
  return new SqlError(1064, '42000', `You have an error in your SQL syntax ${where}`);
}

/** 1235: understood, but this version cannot do it. */
export function notSupported(what: string): SqlError {
  return new SqlError(1235, '42000', `This version of Anvil doesn't yet support ${what}`);
}

export function unknownColumn(name: string, where: string): SqlError {
  return new SqlError(1054, '42S22', `Unknown column '${name}' in '${where}'`);
}

export function unknownTable(database: string, table: string): SqlError {
  return new SqlError(1146, '42S02', `Table '${database}.${table}' doesn't exist`);
}

export function unknownDatabase(database: string): SqlError {
  return new SqlError(1049, '42000', `Unknown database '${database}'`);
}
