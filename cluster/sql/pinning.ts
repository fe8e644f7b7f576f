// Makes a statement mean the same on every node: what only the session knows (current database, variables, the time) is
// written into the text before the statement leaves it.

import type { SqlValue } from '../statement.ts';
import type { Statement } from './ast.ts';
import type { SessionValue } from './ast-expression.ts';
import { SqlError } from './errors.ts';
import type { ParsedStatement } from './parser.ts';
import { literalOf } from './values.ts';

export interface PinningContext {
  /** Empty for none. */
  readonly database: string;
  /** The database that unqualified names belong to where statements are executed. */
  readonly defaultDatabase: string;
  readonly sessionValue: (value: SessionValue) => SqlValue;
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function quotedName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** SHOW TABLES and its like have no table to qualify: they are written anew. */
function showOfDatabase(statement: Statement, database: string): string | null {
  if (statement.kind !== 'show' || statement.database !== null) return null;
  const { what, full, like } = statement;
  const subject =
    what === 'tables' ? `${full ? 'FULL ' : ''}TABLES` : what === 'tableStatus' ? 'TABLE STATUS' : null;
  if (subject === null) return null;
  return `SHOW ${subject} FROM ${quotedName(database)}${like === null ? '' : ` LIKE ${literalOf(like)}`}`;
}

function noDatabase(): SqlError {
  return new SqlError(1046, '3D000', 'No database selected');
}

function qualifications(
  parsed: ParsedStatement,
  { database, defaultDatabase }: PinningContext,
): Replacement[] {
  if (database === defaultDatabase || parsed.unqualifiedTables.length === 0) return [];
  if (database === '') throw noDatabase();
  return parsed.unqualifiedTables.map((start) => ({ start, end: start, text: `${quotedName(database)}.` }));
}

/**
 * The text to send for `sql`; the same text where nothing has to be replaced. Parameters keep their places.
 *
 * @throws SqlError 1046 without a current database where one is needed, and what `sessionValue` throws.
 */
export function pinStatement(sql: string, parsed: ParsedStatement, context: PinningContext): string {
  const { database, defaultDatabase, sessionValue } = context;
  const show = database === defaultDatabase ? null : showOfDatabase(parsed.statement, database);
  if (show !== null && database === '') throw noDatabase();
  if (show !== null) return show;
  const replacements = qualifications(parsed, context);
  for (const value of parsed.sessionValues) {
    replacements.push({ start: value.start, end: value.end, text: literalOf(sessionValue(value)) });
  }
  if (replacements.length === 0) return sql;
  replacements.sort((left, right) => left.start - right.start);
  let pinned = '';
  let from = 0;
  for (const { start, end, text } of replacements) {
    pinned += sql.slice(from, start) + text;
    from = end;
  }
  return pinned + sql.slice(from);
}
