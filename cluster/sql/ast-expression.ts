// Expressions as data.

import type { SqlValue } from '../statement.ts';

export interface Literal {
  readonly kind: 'literal';
  readonly value: SqlValue;
  /** Written with a point or an exponent: arithmetic on it is that of doubles. */
  readonly double: boolean;
}

export interface Parameter {
  readonly kind: 'parameter';
  /** Position among the `?` of the statement, from 0. */
  readonly index: number;
}

export interface ColumnReference {
  readonly kind: 'column';
  readonly table: string | null;
  readonly name: string;
}

/** Something only the session knows: DATABASE(), @@autocommit, @x, NOW(). It stands at `start`..`end` of the text. */
export interface SessionValue {
  readonly kind: 'sessionValue';
  readonly source: 'function' | 'systemVariable' | 'userVariable';
  /** Lower case. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | 'DIV'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '='
  | '<=>'
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'AND'
  | 'OR'
  | 'XOR';

export interface Unary {
  readonly kind: 'unary';
  readonly operator: '-' | 'NOT' | '~';
  readonly operand: Expression;
}

export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** IS [NOT] NULL, TRUE, FALSE, UNKNOWN. */
export interface Is {
  readonly kind: 'is';
  readonly operand: Expression;
  readonly test: 'null' | 'true' | 'false';
  readonly negated: boolean;
}

export interface In {
  readonly kind: 'in';
  readonly operand: Expression;
  readonly items: readonly Expression[];
  readonly negated: boolean;
}

export interface Between {
  readonly kind: 'between';
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
  readonly negated: boolean;
}

export interface Like {
  readonly kind: 'like';
  readonly operand: Expression;
  readonly pattern: Expression;
  readonly escape: string;
  readonly negated: boolean;
}

export interface Case {
  readonly kind: 'case';
  readonly operand: Expression | null;
  readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
  readonly otherwise: Expression | null;
}

export interface Call {
  readonly kind: 'call';
  /** Upper case. */
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly distinct: boolean;
  /** COUNT(*) */
  readonly star: boolean;
}

/** VALUES(column) in ON DUPLICATE KEY UPDATE: the value that would have been inserted. */
export interface InsertedValue {
  readonly kind: 'insertedValue';
  readonly column: string;
}

export interface Cast {
  readonly kind: 'cast';
  readonly operand: Expression;
  readonly to: 'signed' | 'unsigned' | 'char' | 'binary' | 'double';
}

export type Expression =
  | Literal
  | Parameter
  | ColumnReference
  | SessionValue
  | Unary
  | Binary
  | Is
  | In
  | Between
  | Like
  | Case
  | Call
  | InsertedValue
  | Cast;
