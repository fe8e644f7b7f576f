// The conditions of a WHERE clause that limit one column by constants and must all hold: `k = 5 AND v > ?`.

import type { Binary, BinaryOperator, Expression } from '../sql/ast-expression.ts';
import type { SqlValue } from '../statement.ts';

/** Value of an expression without columns; `undefined` for every other. */
export type ConstantOf = (expression: Expression) => SqlValue | undefined;

export interface ColumnCondition {
  /** Lower case. */
  readonly column: string;
  readonly operator: '=' | '<' | '<=' | '>' | '>=';
  /** One value, or the alternatives of IN for `=`. */
  readonly constants: readonly SqlValue[];
}

const mirrored: Readonly<Partial<Record<BinaryOperator, ColumnCondition['operator']>>> = {
  '=': '=',
  '<=>': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

const straight: typeof mirrored = { '=': '=', '<=>': '=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' };

function fromComparison({ operator, left, right }: Binary, constantOf: ConstantOf): ColumnCondition[] {
  const columnFirst = left.kind === 'column';
  const column = columnFirst ? left : right;
  const resolved = (columnFirst ? straight : mirrored)[operator];
  if (resolved === undefined || column.kind !== 'column') return [];
  const constant = constantOf(columnFirst ? right : left);
  if (constant === undefined) return [];
  return [{ column: column.name.toLowerCase(), operator: resolved, constants: [constant] }];
}

function fromPredicate(expression: Expression, constantOf: ConstantOf): ColumnCondition[] {
  if (expression.kind === 'binary') return fromComparison(expression, constantOf);
  if (expression.kind === 'in' && !expression.negated && expression.operand.kind === 'column') {
    const constants: SqlValue[] = [];
    for (const item of expression.items) {
      const constant = constantOf(item);
      if (constant === undefined) return [];
      if (constant !== null) constants.push(constant);
    }
    if (constants.length === 0) return [];
    return [{ column: expression.operand.name.toLowerCase(), operator: '=', constants }];
  }
  if (expression.kind === 'between' && !expression.negated && expression.operand.kind === 'column') {
    const column = expression.operand.name.toLowerCase();
    const low = constantOf(expression.low);
    const high = constantOf(expression.high);
    const conditions: ColumnCondition[] = [];
    if (low !== undefined) conditions.push({ column, operator: '>=', constants: [low] });
    if (high !== undefined) conditions.push({ column, operator: '<=', constants: [high] });
    return conditions;
  }
  return [];
}

/** All such conditions of `where`. */
export function columnConditions(where: Expression, constantOf: ConstantOf): ColumnCondition[] {
  const conditions: ColumnCondition[] = [];
  const pending: Expression[] = [where];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'binary' && next.operator === 'AND') pending.push(next.left, next.right);
    else conditions.push(...fromPredicate(next, constantOf));
  }
  return conditions;
}

/** Can the value be computed without a row? */
export function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'parameter':
      return true;
    case 'unary':
    case 'cast':
      return isConstant(expression.operand);
    case 'binary':
      return isConstant(expression.left) && isConstant(expression.right);
    default:
      return false;
  }
}
