// Histories of transactions by hand, short enough to be read as a timeline, and what must be said of each.

import { expect } from 'vitest';
import type { Verdict } from '../../../src/checkers/checker.ts';
import { listAppend } from '../../../src/checkers/isolation/list-append/checker.ts';
import { rwRegister } from '../../../src/checkers/isolation/rw-register/checker.ts';
import { historyInMemory } from '../../../src/history/history.ts';
import type { JsonValue, OperationType } from '../../../src/history/operation.ts';
import { ampleBudget, type Event, historyOf } from '../history-builder.ts';

/** A transaction in one line: `append x 1, r x [1 2], w y 3, r y nil`. */
function transaction(text: string): JsonValue {
  return text.split(', ').map((part) => {
    const [kind = '', key = '', ...rest] = part.split(' ');
    const found = rest.join(' ');
    if (found === 'nil') return [kind, key, null];
    if (found.startsWith('[')) return [kind, key, found.slice(1, -1).split(' ').filter(Boolean).map(Number)];
    return [kind, key, Number(found)];
  });
}

/** Begins a transaction in a process; by default nothing else is known of it. */
export type Line = readonly [process: number, type: OperationType, transaction: string];

/** The events of lines. */
export function eventsOf(lines: readonly Line[]): readonly Event[] {
  return lines.map(([process, type, text]) => [process, type, 'txn', transaction(text)]);
}

/** The verdict of the checker that fits. */
export async function judge(model: string, lines: readonly Line[]): Promise<Verdict> {
  const events = eventsOf(lines);
  const registers = lines.some(([, , text]) => /\bw /.test(text));
  const checker = registers ? rwRegister({ model }) : listAppend({ model });
  return checker.check(historyInMemory(historyOf(...events)), ampleBudget);
}

/** Transactions that all overlap, each in its own process; `!` marks one that fails, `?` one of unknown outcome. */
export function together(...texts: readonly string[]): readonly Line[] {
  const bare = texts.map((text) => text.replace(/^[!?]/, ''));
  const ends = texts.map(
    (text): OperationType => (text.startsWith('!') ? 'fail' : text.startsWith('?') ? 'info' : 'ok'),
  );
  return [
    ...bare.map((text, process): Line => [process, 'invoke', text]),
    ...bare.map((text, process): Line => [process, ends[process] ?? 'ok', text]),
  ];
}

/** Transactions one after another, in the processes named. */
export function inTurn(...texts: readonly (readonly [process: number, text: string])[]): readonly Line[] {
  return texts.flatMap(([process, text]): Line[] => [
    [process, 'invoke', text],
    [process, 'ok', text],
  ]);
}

export interface Case {
  readonly anomaly: string;
  /** A model that the anomaly rules out, and the next weaker one, which it leaves. */
  readonly not: string;
  readonly still?: string;
  readonly shows: readonly Line[];
  readonly legal: readonly Line[];
}

/** Expects the anomaly where it is and nothing where it is not. */
export async function expectCase({ anomaly, not, still, shows, legal }: Case): Promise<void> {
  const verdict = await judge(not, shows);
  expect(Object.keys(verdict.details['anomalies'] as object)).toContain(anomaly);
  expect(verdict).toMatchObject({ valid: false });
  expect(verdict.reason).toMatch(new RegExp(`^Not ${verdict.details['model'] as string}: .*\\.$`));
  expect(verdict.witnesses.length).toBeGreaterThan(0);
  if (still !== undefined) expect(await judge(still, shows)).toMatchObject({ valid: true });
  const neighbour = await judge('strict-serializable', legal);
  expect(neighbour).toMatchObject({ valid: true, details: { anomalies: {}, not: [] } });
}
