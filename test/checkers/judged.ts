// Asks one checker about a history written by hand.

import type { Checker, Verdict } from '../../src/checkers/checker.ts';
import { historyInMemory } from '../../src/history/history.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import { ampleBudget, type Event, historyOf } from './history-builder.ts';

/** The verdict on the events of all parts in their order. */
export async function judged(checker: Checker, ...parts: readonly (readonly Event[])[]): Promise<Verdict> {
  return checker.check(historyInMemory(historyOf(...parts.flat())), ampleBudget);
}

/** An operation that nothing comes between: its invocation and its end. */
export function operation(
  process: number,
  f: string,
  invoked: JsonValue,
  end: Event[1] = 'ok',
  ended: JsonValue = invoked,
  more: NonNullable<Event[4]> = {},
): readonly Event[] {
  return [
    [process, 'invoke', f, invoked, more],
    [process, end, f, ended, more],
  ];
}
