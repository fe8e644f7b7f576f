// ALTER SYSTEM: what an administrator asks of the nodes.

import type { AdministrationStatement } from './ast.ts';
import { accept, type Cursor, expect, expectName, expectString, peek, unexpected } from './cursor.ts';

/** The rest of ALTER SYSTEM. */
export function parseAlterSystem(cursor: Cursor): AdministrationStatement {
  if (accept(cursor, 'SNAPSHOT')) return { kind: 'administration', command: { kind: 'snapshot' } };
  if (!accept(cursor, 'SWITCH')) throw unexpected(cursor);
  expect(cursor, 'LEADER');
  expect(cursor, 'TO');
  const node = peek(cursor).kind === 'string' ? expectString(cursor) : expectName(cursor);
  return { kind: 'administration', command: { kind: 'switchLeader', node } };
}
