// What the executor of one statement works with, and the steps that reading and writing have in common.

import type { TableName } from '../sql/ast.ts';
import type { Expression } from '../sql/ast-expression.ts';
import { SqlError } from '../sql/errors.ts';
import { evaluateConstant } from '../sql/evaluate.ts';
import { createScope, type Row, type Scope } from '../sql/scope.ts';
import type { SqlValue, WrittenOutcome } from '../statement.ts';
import { type Catalog, findTable, type StoredTable } from './catalog.ts';
import type { Changes } from './changes.ts';
import { isConstant } from './key-conditions.ts';
import { planKeys } from './key-plan.ts';
import type { Key } from './table.ts';

export interface Execution {
  readonly catalog: Catalog;
  /** Database of unqualified names: sessions in any other database qualify the names they send. */
  readonly database: string;
  readonly parameters: readonly SqlValue[];
}

export interface WriteExecution extends Execution {
  readonly changes: Changes;
}

/** The table a statement names, with the scope of its rows and what was compiled in it. */
export interface Opened<Program> {
  readonly stored: StoredTable;
  readonly scope: Scope;
  readonly program: Program;
}

/**
 * Opens a table for a statement. What `compile` makes of the statement is kept with the table and used again with other
 * parameters, unless their types had a part in it.
 * @param statement its syntax tree, always compiled by the same function
 * @throws SqlError for a table that does not exist, and what `compile` throws
 */
export function openTable<Program>(
  execution: Execution,
  name: TableName,
  alias: string,
  statement: object,
  compile: (stored: StoredTable, scope: Scope) => Program,
): Opened<Program> {
  const stored = findTable(execution.catalog, name, execution.database);
  const known = stored.compiled.get(statement);
  if (known !== undefined) {
    const { scope, parameters, program } = known;
    for (let index = 0; index < execution.parameters.length; index += 1)
      parameters[index] = execution.parameters[index] ?? null;
    return { stored, scope, program: program as Program };
  }
  let isForAnyParameters = true;
  const parameters = [...execution.parameters];
  const scope = createScope({
    columns: stored.scopeColumns,
    positions: stored.positions,
    tableAlias: alias,
    parameters,
    clause: 'field list',
    onParameterType: () => {
      isForAnyParameters = false;
    },
  });
  const program = compile(stored, scope);
  if (isForAnyParameters) stored.compiled.set(statement, { scope, parameters, program });
  return { stored, scope, program };
}

const noPositions: ReadonlyMap<string, number> = new Map();

/** The scope of expressions that stand in no row: VALUES (...), LIMIT. */
export function rowlessScope(parameters: readonly SqlValue[]): Scope {
  return createScope({
    columns: [],
    positions: noPositions,
    tableAlias: null,
    parameters,
    clause: 'field list',
  });
}

function constantIn(scope: Scope): (expression: Expression) => SqlValue | undefined {
  return (expression) => {
    if (!isConstant(expression)) return undefined;
    try {
      return evaluateConstant(expression, scope);
    } catch (error) {
      // An overflow in the constant is an error only if a row is ever compared with it.
      if (error instanceof SqlError) return undefined;
      throw error;
    }
  };
}

/** Visits, in key order, every row that `where` could hold for (and maybe more), until `visit` answers `false`. */
export function visitCandidates(
  stored: StoredTable,
  where: Expression | null,
  scope: Scope,
  visit: (row: Row, key: Key) => boolean,
): void {
  const plan = planKeys(where, stored, constantIn(scope));
  if (plan.kind === 'points') {
    for (const key of plan.keys) {
      const row = stored.rows.get(key);
      if (row !== undefined && !visit(row, key)) return;
    }
    return;
  }
  let wanted = true;
  for (const range of plan.ranges) {
    stored.rows.scan(range, (row, key) => {
      wanted = visit(row, key);
      return wanted;
    });
    if (!wanted) return;
  }
}

export function written(matchedRows: number, affectedRows: number): WrittenOutcome {
  return { kind: 'written', matchedRows, affectedRows };
}
