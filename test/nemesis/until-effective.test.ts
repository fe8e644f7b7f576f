// Faults that find nothing to act upon are tried again, soon and not for ever. Run without a world.

import { expect, test } from 'vitest';
import { alternate } from '../../nemesis/rhythm.ts';
import { targetDecks } from '../../nemesis/target.ts';
import { untilEffective } from '../../nemesis/until-effective.ts';
import { timeLimit } from '../../src/generator/bounds.ts';
import { any } from '../../src/generator/choice.ts';
import { sleep } from '../../src/generator/pace.ts';
import { sequence } from '../../src/generator/sequence.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { nemesis } from '../../src/generator/threads.ts';
import { once } from '../../src/generator/values.ts';
import type { JsonValue } from '../../src/history/operation.ts';

const latencyNs = 10_000_000;
const kill = { f: 'kill', value: null, process: 'nemesis' } as const;
const effective = { hosts: ['n1'], verified: true };
const skipped = { hosts: [], verified: true, skipped: 'no process was running' };

/** Ms at which the fault was tried, where only the try number `effectiveAt` finds something. */
function triesMs(effectiveAt: number): readonly number[] {
  let tries = 0;
  const answer = (): JsonValue => {
    tries += 1;
    return tries === effectiveAt ? effective : skipped;
  };
  return simulate(nemesis(untilEffective([kill], 100)), {
    concurrency: 1,
    seed: 1,
    complete: () => ({ type: 'info', latencyNs, value: answer() }),
  })
    .filter((_, position) => position % 2 === 0)
    .map(({ time }) => time / 1e6);
}

test('one that takes effect is not repeated', () => {
  expect(triesMs(1)).toEqual([0]);
});

test('one that finds nothing is tried again a while after it said so', () => {
  expect(triesMs(3)).toEqual([0, 110, 220]);
});

test('twenty tries are the most', () => {
  expect(triesMs(99)).toHaveLength(20);
});

test('what never finds anything gives way to the next kind', () => {
  const leader = { f: 'kill', value: { target: 'leader' }, process: 'nemesis' } as const;
  const anyone = { f: 'kill', value: { target: 'one' }, process: 'nemesis' } as const;
  const invoked = simulate(nemesis(untilEffective([leader, anyone], 100, 3)), {
    concurrency: 1,
    seed: 1,
    complete: ({ value }) => ({
      type: 'info',
      latencyNs,
      value: value === anyone.value ? effective : skipped,
    }),
  })
    .filter((_, position) => position % 2 === 0)
    .map(({ value }) => value);
  expect(invoked).toEqual([leader.value, leader.value, leader.value, anyone.value]);
});

test('a fault that failed is not one that found nothing: it is not tried again', () => {
  const events = simulate(nemesis(untilEffective([kill], 100)), {
    concurrency: 1,
    seed: 1,
    complete: () => ({ type: 'info', latencyNs, value: { hosts: ['n1'], verified: false } }),
  });
  expect(events).toHaveLength(2);
});

test('what other packages do in between is not taken for its completion', () => {
  const pause = once({ f: 'pause', value: null, process: 'nemesis' });
  const both = any([untilEffective([kill], 100), sequence([sleep(50), pause])]);
  const names = simulate(nemesis(both), {
    concurrency: 1,
    seed: 1,
    complete: ({ f }) => ({ type: 'info', latencyNs, value: f === 'kill' ? skipped : effective }),
  })
    .filter((_, position) => position % 2 === 0)
    .map(({ f }) => f);
  expect(names.slice(0, 3)).toEqual(['kill', 'pause', 'kill']);
  expect(names.filter((f) => f === 'kill')).toHaveLength(20);
});

test('the first fault of a seldom package comes in time for a short run, later ones at their pace', () => {
  const firstByMs = 5000;
  for (const seed of [1, 2, 3, 4, 5]) {
    const options = { seed, nodes: ['n1'], intervalMs: 60_000, firstByMs };
    const rounds = alternate(options, 'kill', 'restart', targetDecks, (target) => ({ target }));
    const [first, second] = simulate(timeLimit(300_000, rounds), { concurrency: 1, seed: 1 })
      .filter(({ f }, position) => f === 'kill' && position % 4 === 0)
      .map(({ time }) => time / 1e6);
    expect(first).toBeLessThanOrEqual(firstByMs);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(30_000);
  }
});
