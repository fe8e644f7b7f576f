// What SELECT does with the rows it is shown: filter, group, project, sort, cut. Where the rows come from (a table, the
// catalog, nowhere) is the caller's business.

import type { ColumnDescription, ColumnType, RowsOutcome, SqlValue } from '../statement.ts';
import { type Accumulator, prepareAggregate, valuesKey } from './aggregates.ts';
import type { Limit, SelectItem, SelectStatement } from './ast.ts';
import type { Call, Expression } from './ast-expression.ts';
import { notSupported, SqlError } from './errors.ts';
import { compile, type Evaluator } from './evaluate.ts';
import { typeOf } from './expression-type.ts';
import { type Alias, type Row, type Scope, withoutAliases } from './scope.ts';
import { clientLimits, tooManyColumns } from './statement-limits.ts';
import { compareValues, truthOf } from './values.ts';

export interface Selection {
  /** Takes one row; `false`: no further row can change the result. */
  accept(row: Row): boolean;
  finish(): RowsOutcome;
}

/** First row and number of rows of a LIMIT clause. */
export function limitRange(
  limit: Limit | null,
  scope: Scope,
): { readonly first: number; readonly count: number } {
  if (limit === null) return { first: 0, count: Number.MAX_SAFE_INTEGER };
  const numberOf = (expression: Expression): number => {
    const value = compile(expression, scope)([]);
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number === 'bigint' && number > 0n) return Number.MAX_SAFE_INTEGER;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
    throw new SqlError(1210, 'HY000', 'Incorrect arguments to LIMIT: it takes whole numbers from 0');
  };
  return { first: limit.offset === null ? 0 : numberOf(limit.offset), count: numberOf(limit.count) };
}

interface Output {
  readonly description: ColumnDescription;
  readonly evaluate: Evaluator;
}

/** In all of GROUP BY, HAVING and ORDER BY. */
const aliasUsesMax = 1000;

function expandItems(items: readonly SelectItem[], scope: Scope, table: string): Output[] {
  return items.flatMap(({ expression, alias, text }) => {
    if (expression !== null) {
      const name = alias ?? text;
      const owner = expression.kind === 'column' ? table : '';
      const description = { name, table: owner, type: typeOf(expression, scope) };
      return [{ description, evaluate: compile(expression, scope) }];
    }
    if (scope.columns.length === 0) throw new SqlError(1096, 'HY000', 'No tables used');
    return scope.columns.map(({ name, type }, index) => ({
      description: { name, table, type },
      evaluate: (row: Row) => row[index] ?? null,
    }));
  });
}

/** Select aliases as names for GROUP BY, HAVING and ORDER BY. */
function withAliases(scope: Scope, items: readonly SelectItem[]): Scope {
  if (items.every(({ alias }) => alias === null)) return scope;
  const inside = withoutAliases(scope);
  let uses = 0;
  const countUse = (): void => {
    uses += 1;
    if (uses > aliasUsesMax) throw notSupported(`more than ${aliasUsesMax} uses of aliases`);
  };
  const aliases = new Map<string, Alias>();
  for (const { alias, expression } of items) {
    if (alias !== null && expression !== null)
      aliases.set(alias.toLowerCase(), aliasOf(expression, inside, countUse));
  }
  return { ...scope, alias: (name) => aliases.get(name.toLowerCase()) ?? null };
}

function aliasOf(expression: Expression, scope: Scope, countUse: () => void): Alias {
  let type: ColumnType | null = null;
  let evaluator: Evaluator | null = null;
  return {
    type: () => {
      type ??= typeOf(expression, scope);
      return type;
    },
    evaluate: () => {
      countUse();
      evaluator ??= compile(expression, scope);
      return evaluator;
    },
  };
}

/** ORDER BY 2 and GROUP BY 2 mean the second output. */
function positional(expression: Expression, outputs: readonly Output[], clause: string): Evaluator | null {
  if (expression.kind !== 'literal' || typeof expression.value !== 'number') return null;
  const output = outputs[expression.value - 1];
  if (output === undefined) {
    throw new SqlError(1054, '42S22', `Unknown column '${expression.value}' in '${clause}'`);
  }
  return output.evaluate;
}

interface SortKey {
  readonly evaluate: Evaluator;
  readonly descending: boolean;
}

/** A result row and what it is sorted by. */
interface ResultRow {
  readonly values: readonly SqlValue[];
  readonly keys: readonly SqlValue[];
}

function sortRows(rows: ResultRow[], sortKeys: readonly SortKey[]): void {
  rows.sort((left, right) => {
    for (const [index, { descending }] of sortKeys.entries()) {
      const order = compareValues(left.keys[index] ?? null, right.keys[index] ?? null);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

/** Begins a SELECT for rows of `scope`; see `prepareSelection`. */
export function createSelection(select: SelectStatement, scope: Scope, sorted: boolean): Selection {
  return prepareSelection(select, scope, sorted)();
}

/**
 * Prepares a SELECT for rows of `scope`: what it gives begins one, with the parameters of that moment.
 *
 * @param sorted the rows will come in the order that ORDER BY asks for.
 * @throws SqlError for names and functions that do not exist.
 */
export function prepareSelection(select: SelectStatement, scope: Scope, sorted: boolean): () => Selection {
  const calls: Call[] = [];
  const grouping: Scope = {
    ...scope,
    aggregateIndex: (call) => scope.columns.length + calls.push(call) - 1,
  };
  const table = select.from?.alias ?? '';
  const { columnsMax } = clientLimits;
  const stars = select.items.filter(({ expression }) => expression === null).length;
  if (select.items.length - stars + stars * scope.columns.length > columnsMax)
    throw tooManyColumns(columnsMax);
  const outputs = expandItems(select.items, grouping, table);
  const aliased = withAliases(grouping, select.items);
  const having = select.having === null ? null : compile(select.having, aliased);
  const sortKeys = sorted
    ? []
    : select.orderBy.map(({ expression, descending }) => ({
        evaluate: positional(expression, outputs, 'order clause') ?? compile(expression, aliased),
        descending,
      }));
  const where = select.where === null ? null : compile(select.where, scope);
  const groupScope = withAliases(scope, select.items);
  const groupKeys = select.groupBy.map(
    (expression) => positional(expression, outputs, 'group statement') ?? compile(expression, groupScope),
  );
  const columns = outputs.map(({ description }) => description);
  const plan: SelectionPlan = { outputs, columns, calls, having, sortKeys, where, groupKeys };
  return () => beginSelection(plan, select, scope);
}

interface SelectionPlan {
  readonly outputs: readonly Output[];
  readonly columns: readonly ColumnDescription[];
  readonly calls: readonly Call[];
  readonly having: Evaluator | null;
  readonly sortKeys: readonly SortKey[];
  readonly where: Evaluator | null;
  readonly groupKeys: readonly Evaluator[];
}

function beginSelection(plan: SelectionPlan, select: SelectStatement, scope: Scope): Selection {
  const { outputs, columns, calls, having, sortKeys, where, groupKeys } = plan;
  const { first, count } = limitRange(select.limit, scope);
  const results: ResultRow[] = [];
  const seen = select.distinct ? new Set<string>() : null;
  const emit = (row: Row): void => {
    if (having !== null && truthOf(having(row)) !== true) return;
    const values = outputs.map(({ evaluate }) => evaluate(row));
    if (seen !== null) {
      const key = valuesKey(values);
      if (seen.has(key)) return;
      seen.add(key);
    }
    results.push({ values, keys: sortKeys.map(({ evaluate }) => evaluate(row)) });
  };
  const finish = (): RowsOutcome => {
    if (sortKeys.length > 0) sortRows(results, sortKeys);
    const rows = results.slice(first, first + count).map(({ values }) => values);
    return { kind: 'rows', columns, rows };
  };
  const passes = (row: Row): boolean => where === null || truthOf(where(row)) === true;

  if (calls.length === 0 && groupKeys.length === 0) {
    const enough = sortKeys.length === 0 ? first + count : Number.MAX_SAFE_INTEGER;
    return {
      accept: (row) => {
        if (results.length < enough && passes(row)) emit(row);
        return results.length < enough;
      },
      finish,
    };
  }
  const groups = createGroups(calls, groupKeys, scope);
  return {
    accept: (row) => {
      if (passes(row)) groups.add(row);
      return true;
    },
    finish: () => {
      groups.forEach(emit);
      return finish();
    },
  };
}

interface Groups {
  add(row: Row): void;
  /** Each group as one row: a row of it, then the results of the aggregates. */
  forEach(visit: (row: Row) => void): void;
}

function createGroups(calls: readonly Call[], groupKeys: readonly Evaluator[], scope: Scope): Groups {
  const prepared = calls.map((call) => prepareAggregate(call, scope));
  const groups = new Map<string, { readonly row: Row; readonly accumulators: readonly Accumulator[] }>();
  const start = (
    key: string,
    row: Row,
  ): { readonly row: Row; readonly accumulators: readonly Accumulator[] } => {
    const group = { row, accumulators: prepared.map((create) => create()) };
    groups.set(key, group);
    return group;
  };
  return {
    add: (row) => {
      const key = valuesKey(groupKeys.map((evaluate) => evaluate(row)));
      const group = groups.get(key) ?? start(key, row);
      for (const accumulator of group.accumulators) accumulator.add(row);
    },
    forEach: (visit) => {
      // Without GROUP BY there is one group, even of no rows.
      if (groupKeys.length === 0 && groups.size === 0)
        start(
          '',
          scope.columns.map(() => null),
        );
      for (const { row, accumulators } of groups.values()) {
        visit([...row, ...accumulators.map((accumulator) => accumulator.result())]);
      }
    },
  };
}
