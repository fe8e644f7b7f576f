// Bank accounts, growing numbers and ids on tens of thousands of small random histories, each judged a second time by what is
// promised, word for word: every pair of answers is looked at.

import { expect, test } from 'vitest';
import { bank } from '../../src/checkers/bank.ts';
import type { Checker } from '../../src/checkers/checker.ts';
import { monotonic } from '../../src/checkers/monotonic.ts';
import { uniqueIds } from '../../src/checkers/unique-ids.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import type { Event } from './history-builder.ts';
import { type Draw, drawFrom } from './isolation/simulated-databases.ts';
import { judged, operation } from './judged.ts';

const cases = Number(process.env['ORDEAL_CASES'] ?? 20_000);

/** One operation of a random history; only what ended `ok` tells anything. */
interface Done {
  readonly process: number;
  readonly key: number;
  readonly end: 'ok' | 'fail' | 'info';
  readonly value: JsonValue;
}

interface Subject {
  readonly name: string;
  readonly checker: Checker;
  readonly f: string;
  readonly valueOf: (draw: Draw) => JsonValue;
  /** Whether the answers, of which there is one at least, keep what is promised. */
  readonly holds: (answers: readonly Done[]) => boolean;
}

const everyPair = (all: readonly Done[], holds: (before: Done, after: Done) => boolean): boolean =>
  all.every((after, at) => all.slice(0, at).every((before) => holds(before, after)));

const subjects: readonly Subject[] = [
  {
    name: 'bank',
    checker: bank({ total: 6 }),
    f: 'read',
    // Three accounts; now and then something is missing, or an account is overdrawn.
    valueOf(draw) {
      const first = draw(7);
      const second = draw(7 - first);
      const rest = 6 - first - second - (draw(12) === 0 ? 1 : 0);
      const move = draw(12) === 0 ? 7 : 0;
      return draw(2) === 0
        ? { a: first - move, b: second + move, c: rest }
        : [
            ['a', first - move],
            ['b', second + move],
            ['c', rest],
          ];
    },
    holds: (answers) =>
      answers.every(({ value }) => {
        const balances = (Array.isArray(value) ? value : Object.entries(value as object)).map(
          (entry) => (entry as [string, number])[1],
        );
        return balances.every((one) => one >= 0) && balances.reduce((sum, one) => sum + one, 0) === 6;
      }),
  },
  {
    name: 'monotonic',
    checker: monotonic(),
    f: 'read',
    valueOf: (draw) => (draw(5) === 0 ? null : draw(6)),
    holds: (answers) =>
      everyPair(answers, (before, after) => {
        if (before.process !== after.process || before.key !== after.key || before.value === null)
          return true;
        return after.value !== null && (after.value as number) >= (before.value as number);
      }),
  },
  {
    name: 'unique-ids',
    checker: uniqueIds(),
    f: 'generate',
    valueOf: (draw) => (draw(2) === 0 ? draw(30) : String(draw(30))),
    holds: (answers) => everyPair(answers, (before, after) => before.value !== after.value),
  },
];

function randomHistory({ valueOf }: Subject, draw: Draw): readonly Done[] {
  const processOf = [0, 1, 2];
  return Array.from({ length: 1 + draw(8) }, () => {
    const client = draw(3);
    const process = processOf[client] as number;
    const end = (['ok', 'ok', 'ok', 'ok', 'fail', 'info'] as const)[draw(6)] as Done['end'];
    // Whose outcome is not known does nothing more.
    if (end === 'info') processOf[client] = process + 3;
    return { process, key: draw(2), end, value: valueOf(draw) };
  });
}

test.each(subjects)('$name: as it is promised', async (subject) => {
  const { checker, f, holds } = subject;
  const draw = drawFrom(3);
  const seen = new Map<unknown, number>();
  for (let at = 0; at < cases; at++) {
    const history = randomHistory(subject, draw);
    const events: readonly (readonly Event[])[] = history.map(({ process, end, value, key }) =>
      operation(process, f, end === 'ok' ? null : value, end, value, { key }),
    );
    const { valid } = await judged(checker, ...events);
    const answers = history.filter(({ end }) => end === 'ok');
    const expected = answers.length === 0 ? 'unknown' : holds(answers);
    if (valid !== expected) expect(valid, JSON.stringify(history)).toBe(expected);
    seen.set(valid, (seen.get(valid) ?? 0) + 1);
  }
  // Neither verdict by the way.
  expect(seen.get(true)).toBeGreaterThan(cases / 20);
  expect(seen.get(false)).toBeGreaterThan(cases / 20);
});
