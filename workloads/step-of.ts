// A generator's step for one operation that any free client may carry out.

import type { Context, Generator, Invocation, Step } from '../src/generator/generator.ts';
import { pending, place } from '../src/generator/step.ts';

/** The step that invokes `invocation` now, or waits (as `self`) until a client is free. */
export function stepOf(
  invocation: Invocation,
  context: Context,
  self: Generator,
  next: () => Generator,
): Step {
  const placed = place(invocation, context);
  return placed === null ? pending(self) : { kind: 'invoke', invocation: placed, next: next() };
}
