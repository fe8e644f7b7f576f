// What replication needs to know of a statement before it can route it: local, read or write, and its request id.

import type { StatementClass } from '../state-machine.ts';
import type { ErrorOutcome, RequestId, SqlValue, StatementRequest } from '../statement.ts';
import type { Statement } from './ast.ts';
import type { Expression } from './ast-expression.ts';
import { errorOutcome, SqlError } from './errors.ts';
import { type ParsedStatement, parse } from './parser.ts';

const longestClientCharacters = 200;

/** The class of a parsed statement. */
export function classOf(statement: Statement): StatementClass {
  switch (statement.kind) {
    case 'select':
      return statement.from === null ? 'local' : 'read';
    case 'show':
      return 'read';
    case 'showLocal':
    case 'use':
    case 'set':
    case 'begin':
    case 'commit':
    case 'rollback':
    case 'nothing':
    case 'administration':
      return 'local';
    default:
      return 'write';
  }
}

/** The class of `sql`, or the outcome to answer when it is not a statement Anvil knows. Never throws. */
export function classify(sql: string): StatementClass | ErrorOutcome {
  try {
    return classOf(parse(sql).statement);
  } catch (error) {
    return errorOutcome(error);
  }
}

function valueOf(expression: Expression, parameters: readonly SqlValue[]): SqlValue {
  if (expression.kind === 'literal') return expression.value;
  if (expression.kind === 'parameter') return parameters[expression.index] ?? null;
  return null;
}

/** The request id of a statement already parsed; `null` where it carries none. */
export function requestIdOfParsed(
  parsed: ParsedStatement,
  parameters: readonly SqlValue[],
): RequestId | null {
  if (parsed.requestId === null) return null;
  const client = valueOf(parsed.requestId.client, parameters);
  const sequence = Number(valueOf(parsed.requestId.sequence, parameters));
  const clientIsName =
    typeof client === 'string' && client !== '' && client.length <= longestClientCharacters;
  if (!clientIsName || !Number.isSafeInteger(sequence) || sequence < 1) {
    const wanted = `a name of 1 to ${longestClientCharacters} characters and a whole number from 1`;
    throw new SqlError(1210, 'HY000', `Incorrect arguments to REQUEST_ID: it takes ${wanted}`);
  }
  return { client, sequence };
}

/**
 * The request id in the hint of a statement, `null` where there is none.
 *
 * @throws SqlError when the text is no statement (1064) or the hint holds no usable id (1210).
 */
export function requestIdOf(request: StatementRequest): RequestId | null {
  return requestIdOfParsed(parse(request.sql), request.parameters);
}
