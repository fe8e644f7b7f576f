// How deep an expression may be: whoever walks the tree later goes as deep on the stack.

import type { Cursor } from './cursor.ts';
import { notSupported } from './errors.ts';

const depthMax = 100;

/** Goes one level deeper; `ascend` comes back. @throws SqlError 1235 where that is too deep */
export function descend(cursor: Cursor): void {
  if (cursor.expressionDepth >= depthMax) throw notSupported(`expressions nested more than ${depthMax} deep`);
  cursor.expressionDepth += 1;
}

export function ascend(cursor: Cursor): void {
  cursor.expressionDepth -= 1;
}
