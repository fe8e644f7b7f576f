// What the lexer makes of SQL text. Every token knows where it stood, for error messages and for the session, which
// replaces parts of a statement before it is replicated.

import type { SqlValue } from '../statement.ts';

export type TokenKind =
  /** Keyword or plain identifier. */
  | 'word'
  /** Identifier in backticks. */
  | 'quoted'
  | 'string'
  /** Whole, decimal or hexadecimal number; X'..' is a `literal` with a blob value too. */
  | 'literal'
  | 'operator'
  | 'parameter'
  /** `@name` */
  | 'userVariable'
  /** `@@name`, `@@session.name` */
  | 'systemVariable'
  /** Opening of an optimizer hint directly after the first keyword. */
  | 'hintStart'
  | 'hintEnd'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Identifier, operator or variable name without its quotes. */
  readonly text: string;
  /** Upper-case form of a word, the text of an operator, empty for everything else: what keywords are compared to. */
  readonly upper: string;
  /** Value of strings and literals. */
  readonly value: SqlValue;
  /** Offsets into the SQL text: first character, and the one after the last. */
  readonly start: number;
  readonly end: number;
}
