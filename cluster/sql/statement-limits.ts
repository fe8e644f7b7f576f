// How large a statement of a client may be, counted while it is read: a text of a few megabytes can hold millions of
// words, and each costs far more than its letter. What is agreed on already is executed whatever its size, since all
// nodes have to come to the same end with it.

import { SqlError } from './errors.ts';

export interface StatementLimits {
  /** Words, numbers, strings and signs. */
  readonly tokensMax: number;
  /** Items of one list of columns, as of a SELECT, a row or a table. */
  readonly columnsMax: number;
}

/** About what a node reads within a tenth of its lease; MySQL's bound on columns. */
export const clientLimits: StatementLimits = { tokensMax: 250_000, columnsMax: 4096 };

export const noLimits: StatementLimits = { tokensMax: Infinity, columnsMax: Infinity };

/** 1064, as MySQL answers where its parser's memory ends. */
export function tooManyTokens(tokensMax: number): SqlError {
  const text = `The statement is too long: it has more than ${tokensMax} words and signs; send it in several parts`;
  return new SqlError(1064, '42000', text);
}

/** 1117 */
export function tooManyColumns(columnsMax: number): SqlError {
  return new SqlError(1117, 'HY000', `Too many columns: at most ${columnsMax} are taken`);
}
