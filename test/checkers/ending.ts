// What comes after a long history of an object: the last operations, by clients of their own, that no object of that kind can
// have answered.

import type { Checker } from '../../src/checkers/checker.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import type { Event } from './history-builder.ts';
import { operation } from './judged.ts';
import type { LongLived } from './long-histories.ts';

export interface Ending {
  readonly name: string;
  readonly checker: () => Checker;
  readonly object: () => LongLived;
  readonly ending: readonly Event[];
  /** What comes before the long history. */
  readonly beginning?: readonly Event[];
  readonly clients?: number;
  /** At most so many operations before; there are more where that is quick. */
  readonly operations?: number;
}

/** New values begin here: no long history holds any. */
export const fresh = 9_000_000;

/** One operation after the other, each by a client of its own. */
export function inTurn(
  ...steps: readonly (readonly [f: string, asked: JsonValue, answer?: JsonValue, key?: JsonValue])[]
): readonly Event[] {
  return steps.flatMap(([f, asked, answer = asked, key], at) =>
    operation(100 + at, f, asked, 'ok', answer, key === undefined ? {} : { key }),
  );
}

/** A transaction as asked for, and as it came back. */
export const txn = (...parts: JsonValue[]): readonly [string, JsonValue, JsonValue] => [
  'txn',
  parts.map((part) => {
    const [kind, key] = part as [string, JsonValue];
    return kind === 'r' ? ['r', key, null] : part;
  }),
  parts,
];
