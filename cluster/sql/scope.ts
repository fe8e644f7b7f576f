// What names mean where an expression stands: its columns, parameters, aggregates and session values.

import type { ColumnType, SqlValue } from '../statement.ts';
import type { Call, ColumnReference, SessionValue } from './ast-expression.ts';
import { notSupported, SqlError, unknownColumn } from './errors.ts';

/** Values of the columns of a row, in table order; further computed values may follow them. */
export type Row = readonly SqlValue[];

export interface ScopeColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export interface Scope {
  /** Position in the row. Throws 1054 for an unknown name. */
  readonly columnIndex: (reference: ColumnReference) => number;
  readonly columns: readonly ScopeColumn[];
  /** An expression reads them when it is evaluated; whoever holds the array may fill in others before the next time. */
  readonly parameters: readonly SqlValue[];
  /** Is told when the type of a parameter's value decides how something is compiled. */
  readonly onParameterType: () => void;
  /** Value of DATABASE(), @@x and the like. */
  readonly sessionValue: (value: SessionValue) => SqlValue;
  /** Position of VALUES(column) in the row. */
  readonly insertedIndex: (column: string) => number;
  /** Position of an aggregate's result in the row; throws 1111 where aggregates make no sense. */
  readonly aggregateIndex: (call: Call) => number;
  /** A select alias that `name` stands for, where the clause allows one. */
  readonly alias: (name: string) => Alias | null;
}

/** A name of SELECT, prepared once however often it is used. */
export interface Alias {
  readonly type: () => ColumnType;
  /** @throws SqlError 1235 where aliases are used without measure: each use computes the whole expression again. */
  readonly evaluate: () => (row: Row) => SqlValue;
}

/** Replicated statements must mean the same on every node: the session replaces such values before sending. */
function refuseSessionValue(value: SessionValue): SqlValue {
  const name = value.source === 'function' ? `${value.name.toUpperCase()}()` : `variable ${value.name}`;
  throw notSupported(`${name} in this statement`);
}

function ignore(): void {
  // Most compilations serve one set of parameters only.
}

/** Inside the expression that an alias stands for, names are columns: `SELECT v + 1 AS v ... ORDER BY v`. */
export function withoutAliases(scope: Scope): Scope {
  return { ...scope, alias: () => null };
}

/** Position by lower-case name. */
export function indexColumns(columns: readonly ScopeColumn[]): ReadonlyMap<string, number> {
  return new Map(columns.map((column, index) => [column.name.toLowerCase(), index]));
}

/** The scope of a statement on one table (or none), without aggregates. */
export function createScope(options: {
  readonly columns: readonly ScopeColumn[];
  readonly positions: ReadonlyMap<string, number>;
  readonly tableAlias: string | null;
  readonly parameters: readonly SqlValue[];
  readonly clause: string;
  readonly onParameterType?: () => void;
  readonly sessionValue?: (value: SessionValue) => SqlValue;
}): Scope {
  const { columns, positions, tableAlias, parameters, clause } = options;
  return {
    columns,
    parameters,
    onParameterType: options.onParameterType ?? ignore,
    sessionValue: options.sessionValue ?? refuseSessionValue,
    columnIndex: ({ table, name }) => {
      const index = positions.get(name) ?? positions.get(name.toLowerCase());
      if (index === undefined || (table !== null && table !== tableAlias)) {
        throw unknownColumn(table === null ? name : `${table}.${name}`, clause);
      }
      return index;
    },
    insertedIndex: () => {
      throw notSupported('VALUES() outside ON DUPLICATE KEY UPDATE');
    },
    aggregateIndex: () => {
      throw new SqlError(1111, 'HY000', 'Invalid use of group function');
    },
    alias: () => null,
  };
}
