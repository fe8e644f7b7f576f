// Statements as data. One discriminated union for each level; a parsed statement is immutable and shared by everybody
// who executes the same text.

import type { AdministrationCommand } from '../router.ts';
import type { Expression } from './ast-expression.ts';
import type { ColumnDefinition } from './column-type.ts';

export interface TableName {
  /** `null`: the current database. */
  readonly database: string | null;
  readonly table: string;
}

export interface OrderItem {
  readonly expression: Expression;
  readonly descending: boolean;
}

export interface Limit {
  readonly count: Expression;
  readonly offset: Expression | null;
}

export interface SelectItem {
  /** `null` stands for `*` (or `table.*`). */
  readonly expression: Expression | null;
  readonly alias: string | null;
  /** Text of the expression as written: the column name where there is no alias. */
  readonly text: string;
}

export interface SelectStatement {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: { readonly name: TableName; readonly alias: string } | null;
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | null;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Limit | null;
}

export interface Assignment {
  readonly column: string;
  /** `null` stands for DEFAULT. */
  readonly value: Expression | null;
}

export interface InsertStatement {
  readonly kind: 'insert';
  /** What happens to a row whose key exists. */
  readonly onDuplicate: 'fail' | 'ignore' | 'replace' | 'update';
  readonly table: TableName;
  /** `null`: all columns in their order. */
  readonly columns: readonly string[] | null;
  /** A `null` value stands for DEFAULT. */
  readonly rows: readonly (readonly (Expression | null)[])[];
  readonly select: SelectStatement | null;
  readonly assignments: readonly Assignment[];
}

export interface UpdateStatement {
  readonly kind: 'update';
  readonly table: TableName;
  readonly alias: string;
  readonly assignments: readonly Assignment[];
  readonly where: Expression | null;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Limit | null;
}

export interface DeleteStatement {
  readonly kind: 'delete';
  readonly table: TableName;
  readonly alias: string;
  readonly where: Expression | null;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Limit | null;
}

export interface CreateTableStatement {
  readonly kind: 'createTable';
  readonly table: TableName;
  readonly ifNotExists: boolean;
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey: readonly string[];
}

export interface DropTableStatement {
  readonly kind: 'dropTable';
  readonly tables: readonly TableName[];
  readonly ifExists: boolean;
}

export type SchemaStatement =
  | CreateTableStatement
  | DropTableStatement
  | { readonly kind: 'truncate'; readonly table: TableName }
  | { readonly kind: 'createDatabase'; readonly database: string; readonly ifNotExists: boolean }
  | { readonly kind: 'dropDatabase'; readonly database: string; readonly ifExists: boolean };

/** How a user proves who he is; the hash is `SHA1(SHA1(password))`, empty for no password. */
export type Credential =
  | { readonly kind: 'password'; readonly password: Expression }
  | { readonly kind: 'hash'; readonly hash: Uint8Array };

export type UserStatement =
  | {
      readonly kind: 'createUser' | 'alterUser';
      readonly user: string;
      /** IF NOT EXISTS of CREATE, IF EXISTS of ALTER. */
      readonly conditional: boolean;
      readonly credential: Credential;
    }
  | { readonly kind: 'dropUser'; readonly users: readonly string[]; readonly ifExists: boolean };

/** SHOW statements about replicated data. */
export interface ShowStatement {
  readonly kind: 'show';
  readonly what:
    | 'databases'
    | 'tables'
    | 'columns'
    | 'createTable'
    | 'createDatabase'
    | 'index'
    | 'tableStatus';
  readonly table: TableName | null;
  readonly database: string | null;
  readonly full: boolean;
  readonly like: string | null;
}

/** SHOW statements about the session or the server. */
export interface ShowLocalStatement {
  readonly kind: 'showLocal';
  readonly what:
    | 'variables'
    | 'status'
    | 'warnings'
    | 'collation'
    | 'charset'
    | 'engines'
    | 'processlist'
    | 'grants';
  readonly like: string | null;
  /** WHERE of SHOW VARIABLES and the like. */
  readonly where: Expression | null;
}

export interface SetAssignment {
  readonly variable: 'user' | 'system';
  /** In lower case, without `session.` or `global.`. */
  readonly name: string;
  readonly value: Expression;
}

export type LocalStatement =
  | ShowLocalStatement
  | { readonly kind: 'use'; readonly database: string }
  | { readonly kind: 'set'; readonly assignments: readonly SetAssignment[] }
  | { readonly kind: 'begin' | 'commit' | 'rollback' }
  /** Accepted because clients send it, of no effect here. */
  | { readonly kind: 'nothing' };

export type WriteStatement =
  | InsertStatement
  | UpdateStatement
  | DeleteStatement
  | SchemaStatement
  | UserStatement;

/** What is asked of the nodes themselves, ALTER SYSTEM. */
export interface AdministrationStatement {
  readonly kind: 'administration';
  readonly command: AdministrationCommand;
}

export type Statement =
  | SelectStatement
  | ShowStatement
  | WriteStatement
  | LocalStatement
  | AdministrationStatement;
