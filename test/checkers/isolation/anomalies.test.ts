// One history by hand for each anomaly: one that shows it, and a neighbouring one that does not.

import { describe, expect, test } from 'vitest';
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
type Line = readonly [process: number, type: OperationType, transaction: string];

async function judge(model: string, lines: readonly Line[]): Promise<Verdict> {
  const events = lines.map(([process, type, text]): Event => [process, type, 'txn', transaction(text)]);
  const registers = lines.some(([, , text]) => /\bw /.test(text));
  const checker = registers ? rwRegister({ model }) : listAppend({ model });
  return checker.check(historyInMemory(historyOf(...events)), ampleBudget);
}

/** Transactions that all overlap, each in its own process; `!` marks one that fails, `?` one of unknown outcome. */
function together(...texts: readonly string[]): readonly Line[] {
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
function inTurn(...texts: readonly (readonly [process: number, text: string])[]): readonly Line[] {
  return texts.flatMap(([process, text]): Line[] => [
    [process, 'invoke', text],
    [process, 'ok', text],
  ]);
}

interface Case {
  readonly anomaly: string;
  /** A model that the anomaly rules out, and the next weaker one, which it leaves. */
  readonly not: string;
  readonly still?: string;
  readonly shows: readonly Line[];
  readonly legal: readonly Line[];
}

const lists: readonly Case[] = [
  {
    anomaly: 'internal',
    not: 'read-atomic',
    still: 'read-committed',
    shows: together('append x 1, r x []'),
    legal: together('append x 1, r x [1]'),
  },
  {
    anomaly: 'G1a',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('!append x 1', 'r x [1]'),
    legal: together('?append x 1', 'r x [1]'),
  },
  {
    anomaly: 'G1b',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('append x 1, append x 2', 'r x [1]'),
    legal: together('append x 1, append x 2', 'r x [1 2]'),
  },
  {
    anomaly: 'dirty-update',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('!append x 1', 'append x 2', 'r x [1 2]'),
    legal: together('?append x 1', 'append x 2', 'r x [1 2]'),
  },
  {
    anomaly: 'lost-update',
    not: 'cursor-stability',
    still: 'causal',
    shows: together('r x [], append x 1', 'r x [], append x 2'),
    legal: together('r x [], append x 1', 'r x [1], append x 2'),
  },
  {
    anomaly: 'duplicate-elements',
    not: 'read-uncommitted',
    shows: together('append x 1', 'r x [1 1]'),
    legal: together('append x 1', 'r x [1]', 'r x [1]'),
  },
  {
    anomaly: 'incompatible-order',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('append x 1', 'append x 2', 'r x [1]', 'r x [2]'),
    legal: together('append x 1', 'append x 2', 'r x [1]', 'r x [1 2]'),
  },
  {
    anomaly: 'incompatible-order',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('append x 1, append x 2', 'r x [2 1]'),
    legal: together('append x 1, append x 2', 'r x [1 2]'),
  },
  {
    anomaly: 'garbage-read',
    not: 'read-uncommitted',
    shows: together('append x 1', 'r x [1 7]'),
    legal: together('append x 1', 'append x 7', 'r x [1 7]'),
  },
  {
    anomaly: 'future-read',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('r x [1], append x 1'),
    legal: together('r x [], append x 1'),
  },
  {
    anomaly: 'G0',
    not: 'read-uncommitted',
    shows: together('append x 1, append y 1', 'append x 2, append y 2', 'r x [1 2], r y [2 1]'),
    legal: together('append x 1, append y 1', 'append x 2, append y 2', 'r x [1 2], r y [1 2]'),
  },
  {
    anomaly: 'G0-process',
    not: 'strong-session-read-uncommitted',
    still: 'serializable',
    shows: [...inTurn([0, 'append x 1'], [0, 'append x 2']), ...inTurn([1, 'r x [2 1]'])],
    legal: [...inTurn([0, 'append x 1'], [0, 'append x 2']), ...inTurn([1, 'r x [1 2]'])],
  },
  {
    anomaly: 'G0-realtime',
    not: 'strong-read-uncommitted',
    still: 'strong-session-serializable',
    shows: inTurn([0, 'append x 1'], [1, 'append x 2'], [2, 'r x [2 1]']),
    legal: inTurn([0, 'append x 1'], [1, 'append x 2'], [2, 'r x [1 2]']),
  },
  {
    anomaly: 'G1c',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('append x 1, r y [1]', 'append y 1, r x [1]'),
    legal: together('append x 1, r y [1]', 'append y 1, r x []'),
  },
  {
    anomaly: 'G1c-process',
    not: 'strong-session-read-committed',
    still: 'serializable',
    shows: inTurn([0, 'r x [1]'], [0, 'append x 1']),
    legal: inTurn([0, 'append x 1'], [0, 'r x [1]']),
  },
  {
    anomaly: 'G1c-realtime',
    not: 'strong-read-committed',
    still: 'strong-session-serializable',
    shows: inTurn([0, 'r x [1]'], [1, 'append x 1']),
    legal: together('r x [1]', 'append x 1'),
  },
  {
    anomaly: 'G-single-item',
    not: 'consistent-view',
    still: 'causal',
    shows: together('append x 1, append y 1', 'append y 2', 'r x [], r y [1 2]'),
    legal: together('append x 1, append y 1', 'append y 2', 'r x [1], r y [1 2]'),
  },
  {
    anomaly: 'G-single-item-process',
    not: 'strong-session-snapshot-isolation',
    still: 'serializable',
    shows: inTurn([0, 'append x 1'], [0, 'r x []']),
    legal: inTurn([0, 'append x 1'], [0, 'r x [1]']),
  },
  {
    anomaly: 'G-single-item-realtime',
    not: 'strong-snapshot-isolation',
    still: 'strong-session-serializable',
    shows: inTurn([0, 'append x 1'], [1, 'r x []']),
    legal: together('append x 1', 'r x []'),
  },
  {
    anomaly: 'G-nonadjacent-item',
    not: 'snapshot-isolation',
    still: 'parallel-snapshot-isolation',
    shows: together('append x 1', 'append y 1', 'r x [1], r y []', 'r x [], r y [1]'),
    legal: together('append x 1', 'append y 1', 'r x [1], r y []', 'r x [1], r y [1]'),
  },
  {
    anomaly: 'long-fork',
    not: 'prefix',
    still: 'causal',
    shows: together('append x 1', 'append y 1', 'r x [1], r y []', 'r x [], r y [1]'),
    legal: together('append x 1', 'append y 1', 'r x [1], r y []', 'r x [], r y []'),
  },
  {
    anomaly: 'G2-item',
    not: 'repeatable-read',
    still: 'snapshot-isolation',
    shows: together('r x [], append y 1', 'r y [], append z 1', 'r z [], append x 1'),
    legal: together('r x [], append y 1', 'r y [], append z 1', 'r z [1], append x 1'),
  },
  {
    anomaly: 'write-skew',
    not: 'serializable',
    still: 'snapshot-isolation',
    shows: together('r x [], append y 1', 'r y [], append x 1'),
    legal: together('r x [], append y 1', 'r y [1], append x 1'),
  },
  {
    anomaly: 'G2-item-process',
    not: 'strong-session-serializable',
    still: 'strong-session-snapshot-isolation',
    shows: [
      [1, 'invoke', 'r z [], append x 1'],
      ...inTurn([0, 'append z 1'], [0, 'r x []']),
      [1, 'ok', 'r z [], append x 1'],
    ],
    legal: [
      [1, 'invoke', 'r z [1], append x 1'],
      ...inTurn([0, 'append z 1'], [0, 'r x []']),
      [1, 'ok', 'r z [1], append x 1'],
    ],
  },
  {
    anomaly: 'G-nonadjacent-item-process',
    not: 'strong-session-snapshot-isolation',
    still: 'serializable',
    shows: [
      [0, 'invoke', 'append x 1'],
      [1, 'invoke', 'append y 1'],
      [0, 'ok', 'append x 1'],
      [1, 'ok', 'append y 1'],
      [0, 'invoke', 'r y []'],
      [1, 'invoke', 'r x []'],
      [0, 'ok', 'r y []'],
      [1, 'ok', 'r x []'],
    ],
    legal: [
      [0, 'invoke', 'append x 1'],
      [1, 'invoke', 'append y 1'],
      [0, 'ok', 'append x 1'],
      [1, 'ok', 'append y 1'],
      [0, 'invoke', 'r y [1]'],
      [1, 'invoke', 'r x [1]'],
      [0, 'ok', 'r y [1]'],
      [1, 'ok', 'r x [1]'],
    ],
  },
  {
    anomaly: 'G-nonadjacent-item-realtime',
    not: 'strong-snapshot-isolation',
    still: 'strong-session-serializable',
    shows: [
      ...together('append x 1', 'append y 1'),
      [2, 'invoke', 'r y []'],
      [3, 'invoke', 'r x []'],
      [2, 'ok', 'r y []'],
      [3, 'ok', 'r x []'],
    ],
    legal: together('append x 1', 'append y 1', 'r y []', 'r x []'),
  },
  {
    anomaly: 'G2-item-realtime',
    not: 'strict-serializable',
    still: 'strong-snapshot-isolation',
    shows: [
      [1, 'invoke', 'r z [], append x 1'],
      ...inTurn([0, 'append z 1'], [2, 'r x []']),
      [1, 'ok', 'r z [], append x 1'],
    ],
    legal: together('r z [], append x 1', 'append z 1', 'r x []'),
  },
  {
    anomaly: 'fractured-read',
    not: 'read-atomic',
    still: 'read-committed',
    shows: together('append x 1, append y 1', 'r x [1], r y []'),
    legal: together('append x 1, append y 1', 'r x [1], r y [1]'),
  },
  {
    anomaly: 'causal-violation',
    not: 'causal',
    still: 'read-atomic',
    shows: together('append x 1', 'r x [1], append y 1', 'r y [1], r x []'),
    legal: together('append x 1', 'r x [1], append y 1', 'r y [1], r x [1]'),
  },
  {
    anomaly: 'causal-violation-process',
    not: 'strong-session-causal',
    still: 'serializable',
    shows: inTurn([0, 'append x 1'], [0, 'append y 1'], [1, 'r y [1], r x []']),
    legal: inTurn([0, 'append x 1'], [0, 'append y 1'], [1, 'r y [1], r x [1]']),
  },
];

const registers: readonly Case[] = [
  {
    anomaly: 'internal',
    not: 'read-atomic',
    still: 'read-committed',
    shows: together('w x 2', 'w x 1, r x 2'),
    legal: together('w x 2', 'w x 1, r x 1'),
  },
  {
    anomaly: 'G1a',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('!w x 1', 'r x 1'),
    legal: together('?w x 1', 'r x 1'),
  },
  {
    anomaly: 'G1b',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('w x 1, w x 2', 'r x 1'),
    legal: together('w x 1, w x 2', 'r x 2'),
  },
  {
    anomaly: 'garbage-read',
    not: 'read-uncommitted',
    shows: together('w x 1', 'r x 7'),
    legal: together('w x 1', 'r x nil'),
  },
  {
    anomaly: 'future-read',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('r x 1, w x 1'),
    legal: together('r x nil, w x 1'),
  },
  {
    anomaly: 'lost-update',
    not: 'cursor-stability',
    still: 'causal',
    shows: together('w x 1', 'r x 1, w x 2', 'r x 1, w x 3'),
    legal: together('w x 1', 'r x 1, w x 2', 'r x 2, w x 3'),
  },
  {
    anomaly: 'cyclic-versions',
    not: 'read-uncommitted',
    shows: together('r x 2, w x 1', 'r x 1, w x 2'),
    legal: together('r x nil, w x 1', 'r x 1, w x 2'),
  },
  {
    anomaly: 'G1c',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('w x 1, r y 1', 'w y 1, r x 1'),
    legal: together('w x 1, r y 1', 'w y 1, r x nil'),
  },
  {
    anomaly: 'G-single-item',
    not: 'consistent-view',
    shows: together('w x 1, w y 1', 'r x nil, r y 1'),
    legal: together('w x 1, w y 1', 'r x nil, r y nil'),
  },
  {
    anomaly: 'write-skew',
    not: 'serializable',
    still: 'snapshot-isolation',
    shows: together('r x nil, w y 1', 'r y nil, w x 1'),
    legal: together('r x nil, w y 1', 'r y 1, w x 1'),
  },
  {
    anomaly: 'long-fork',
    not: 'prefix',
    still: 'causal',
    shows: together('w x 1', 'w y 1', 'r x 1, r y nil', 'r x nil, r y 1'),
    legal: together('w x 1', 'w y 1', 'r x 1, r y nil', 'r x nil, r y nil'),
  },
  {
    anomaly: 'G-single-item-realtime',
    not: 'strict-serializable',
    still: 'strong-session-serializable',
    shows: inTurn([0, 'w x 1'], [1, 'w x 2'], [2, 'r x 1']),
    legal: [...together('w x 1', 'w x 2'), ...inTurn([2, 'r x 1'])],
  },
];

describe.each([
  ['lists', lists],
  ['registers', registers],
] as const)('of %s', (_name, cases) => {
  test.each(cases.map((one) => [one.anomaly, one] as const))(
    '%s',
    async (anomaly, { not, still, shows, legal }) => {
      const verdict = await judge(not, shows);
      expect(Object.keys(verdict.details['anomalies'] as object)).toContain(anomaly);
      expect(verdict).toMatchObject({ valid: false });
      expect(verdict.reason).toMatch(new RegExp(`^Not ${verdict.details['model'] as string}: .*\\.$`));
      expect(verdict.witnesses.length).toBeGreaterThan(0);
      if (still !== undefined) expect(await judge(still, shows)).toMatchObject({ valid: true });
      expect(Object.keys((await judge('strict-serializable', legal)).details['anomalies'] as object)).toEqual(
        [],
      );
    },
  );
});
