// Locks that know their owner: who may release, and what an operation of unknown outcome leaves held.

import { describe, expect, test } from 'vitest';
import { type Call, NEVER } from '../../../src/checkers/linearizability/call-columns.ts';
import { linearizable } from '../../../src/checkers/linearizability/checker.ts';
import { modelNamed } from '../../../src/checkers/linearizability/models.ts';
import type { Event } from '../history-builder.ts';
import { judged, operation } from '../judged.ts';
import { linearizableByForce } from './brute-force.ts';
import { judgeCalls } from './calls-in-columns.ts';
import { drawFrom } from './simulated-calls.ts';

const acquire = (process: number, end: Event[1] = 'ok') => operation(process, 'acquire', null, end);
const release = (process: number, end: Event[1] = 'ok') => operation(process, 'release', null, end);
const begun = (process: number, f: string): readonly Event[] => [[process, 'invoke', f]];
const ended = (process: number, f: string): readonly Event[] => [[process, 'ok', f]];

const cases: readonly (readonly [string, readonly (readonly Event[])[], boolean, boolean])[] = [
  [
    'acquired and released by one after the other',
    [acquire(0), release(0), acquire(1), release(1)],
    true,
    true,
  ],
  ['released by another', [acquire(0), release(1)], false, false],
  ['released though free', [release(0)], false, false],
  ['released twice', [acquire(0), release(0), release(0)], false, false],
  ['acquired while held', [acquire(0), acquire(1)], false, false],
  ['acquired again by its owner', [acquire(0), acquire(0), release(0), release(0), acquire(1)], false, true],
  ['acquired again and released once', [acquire(0), acquire(0), release(0), acquire(1)], false, false],
  [
    'acquired while it is being released',
    [acquire(0), begun(0, 'release'), acquire(1), ended(0, 'release')],
    true,
    true,
  ],
  ['acquired before the release began', [acquire(0), acquire(1), release(0)], false, false],
  ['acquired after a release of unknown outcome', [acquire(0), release(0, 'info'), acquire(1)], true, true],
  ['acquired after an acquisition of unknown outcome', [acquire(0, 'info'), acquire(1)], true, true],
  ['acquired after an acquisition that failed', [acquire(0, 'fail'), acquire(1)], true, true],
  [
    'acquired by two at once, one answered late',
    [begun(0, 'acquire'), acquire(1), release(1), ended(0, 'acquire')],
    true,
    true,
  ],
];

describe('a mutex that is', () => {
  test.each(cases)('%s', async (_name, parts, owned, reentrant) => {
    expect((await judged(linearizable({ model: 'owned-mutex' }), ...parts)).valid).toBe(owned);
    expect((await judged(linearizable({ model: 'reentrant-mutex' }), ...parts)).valid).toBe(reentrant);
  });
});

test('what is shown names both processes', async () => {
  const verdict = await judged(linearizable({ model: 'owned-mutex' }), acquire(4), acquire(7));
  expect(verdict.reason).toContain('process 7 acquired it while process 4 held it');
  expect(verdict.witnesses.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
});

test('a process may hold it at first', async () => {
  const held = linearizable({ model: 'owned-mutex', initial: 3 });
  expect((await judged(held, release(3), acquire(0))).valid).toBe(true);
  expect((await judged(held, acquire(0))).valid).toBe(false);
});

/** Calls of three processes that each do one thing at a time, and nothing after an unknown outcome. */
function sequentialCalls(seed: number): readonly Call[] {
  const draw = drawFrom(seed);
  const calls: { -readonly [Field in keyof Call]: Call[Field] }[] = [];
  const open: (Call | null)[] = [null, null, null];
  const gone = new Set<number>();
  for (let row = 0; row < 14; row++) {
    const process = draw(3);
    const call = open[process] as (typeof calls)[number] | null;
    if (gone.has(process)) continue;
    if (call !== null) {
      call.completed = row;
      call.output = null;
      open[process] = null;
      continue;
    }
    const next = { f: draw(2) === 0 ? 'acquire' : 'release', input: process, invoked: row, completed: NEVER };
    calls.push(next);
    if (draw(8) === 0) gone.add(process);
    else open[process] = next;
  }
  return calls;
}

test.each(['owned-mutex', 'reentrant-mutex'])(
  '%s, decided in one walk, agrees with trying every order',
  (name) => {
    const model = modelNamed(name);
    const seen = { linearizable: 0, violation: 0 };
    for (let seed = 1; seed <= 5000; seed++) {
      const calls = sequentialCalls(seed);
      const expected = linearizableByForce(calls, model) ? 'linearizable' : 'violation';
      seen[expected]++;
      const judgement = judgeCalls(calls, model);
      expect(judgement.kind, `seed ${seed}: ${JSON.stringify(calls)}`).toBe(expected);
      expect(judgement.explored, 'nothing was searched').toBe(0);
    }
    expect(Math.min(seen.linearizable, seen.violation)).toBeGreaterThan(100);
  },
);
