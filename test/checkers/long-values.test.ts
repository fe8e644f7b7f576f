// Values of megabytes: verdicts are those of short values, and hold only the ends of long ones.

import { expect, test } from 'vitest';
import { checkerNamed } from '../../src/checkers/registry.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import type { Event } from './history-builder.ts';
import { judged, operation } from './judged.ts';

const [a, b] = ['a', 'b'].map((letter) => letter.repeat(3_000_000)) as [string, string];

const write = (value: JsonValue): readonly Event[] => operation(0, 'write', value);
const read = (value: JsonValue): readonly Event[] => operation(1, 'read', null, 'ok', value);
const add = (element: JsonValue): readonly Event[] => operation(0, 'add', element);

interface Case {
  readonly checker: string;
  readonly events: readonly (readonly Event[])[];
}

const violations: readonly Case[] = [
  { checker: 'linearizable', events: [write(a), read(a), write(b), read(b), read(a)] },
  { checker: 'linearizable', events: [write([a]), read([a]), write({ b }), read([a])] },
  {
    checker: 'linearizable',
    events: [write(a), read(b)].map((events) =>
      events.map(([process, type, f, value = null]): Event => [process, type, f, value, { key: b }]),
    ),
  },
  { checker: 'set-full', events: [add(a), add(b), operation(1, 'read', null, 'ok', [b])] },
  {
    checker: 'unique-ids',
    events: [operation(0, 'generate', null, 'ok', a), operation(1, 'generate', null, 'ok', a)],
  },
  {
    checker: 'total-queue',
    events: [
      operation(0, 'enqueue', a),
      operation(0, 'dequeue', null, 'ok', a),
      operation(1, 'dequeue', null, 'ok', a),
    ],
  },
  { checker: 'session-guarantees', events: [write(a), write(b), operation(0, 'read', null, 'ok', a)] },
  { checker: 'durability', events: [write(a), write(b), read(a)] },
  {
    checker: 'list-append',
    events: [
      operation(0, 'txn', [['append', a, b]]),
      operation(1, 'txn', [['r', a, null]], 'ok', [['r', a, [a]]]),
    ],
  },
  {
    checker: 'rw-register',
    events: [operation(0, 'txn', [['w', a, a]]), operation(1, 'txn', [['r', a, null]], 'ok', [['r', a, b]])],
  },
];

test.each(violations.map((one) => [one.checker, one] as const))(
  '%s tells a violation in few words',
  async (_name, { checker, events }) => {
    const verdict = await judged(checkerNamed(checker), ...events);
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toMatch(/3000000 characters|1 element/);
    expect(JSON.stringify(verdict).length).toBeLessThan(100_000);
    expect(verdict.witnesses.some(({ shortened }) => shortened === true)).toBe(true);
  },
);

test('a transaction of very many micro-operations is judged in steps proportional to them', async () => {
  const count = 200_000;
  const elements = Array.from({ length: count }, (_, at) => at);
  const appends = elements.map((element): JsonValue => ['append', 'x', element]);
  const all = (list: readonly number[]): readonly Event[] =>
    operation(1, 'txn', [['r', 'x', null]], 'ok', [['r', 'x', list]]);
  const check = checkerNamed('list-append');
  expect((await judged(check, operation(0, 'txn', appends), all(elements))).valid).toBe(true);
  const missing = await judged(
    check,
    operation(0, 'txn', appends),
    all(elements),
    all(elements.slice(0, -1)),
  );
  expect(missing).toMatchObject({ valid: false, details: { anomalies: { G1b: { count: 1 } } } });
  const stale = await judged(check, operation(0, 'txn', appends), all(elements), all([]));
  expect(stale).toMatchObject({ valid: false });
  expect(stale.reason).toContain('had read [] without it');
});
