// The schedule of a fault package, run without a world.

import { expect, test } from 'vitest';
import { alternate } from '../../nemesis/rhythm.ts';
import { targetDecks } from '../../nemesis/target.ts';
import { timeLimit } from '../../src/generator/bounds.ts';
import { simulate } from '../../src/generator/simulate.ts';

const options = { seed: 3, nodes: ['n1', 'n2', 'n3'], intervalMs: 1000 };
/** The first event of each operation: one thread, so beginnings and ends take turns. */
const schedule = (seed: number) =>
  simulate(
    timeLimit(
      60_000,
      alternate({ ...options, seed }, 'kill', 'restart', targetDecks, (target, pick) => ({ target, pick })),
    ),
    { concurrency: 1, seed: 1 },
  ).filter((_, position) => position % 2 === 0);

test('a start is followed by its stop, always', () => {
  const names = schedule(3).map(({ f }) => f);
  expect(names.length).toBeGreaterThan(60);
  names.forEach((name, position) => expect(name).toBe(position % 2 === 0 ? 'kill' : 'restart'));
});

test('decks take turns, and every kind of a deck comes before one comes again', () => {
  const kinds = schedule(3)
    .filter(({ f }) => f === 'kill')
    .slice(0, 12)
    .map(({ value }) => (value as { readonly target: string }).target);
  expect(kinds.filter((_, position) => position % 2 === 0)).toEqual(
    Array.from({ length: 6 }, () => 'leader'),
  );
  const others = kinds.filter((_, position) => position % 2 === 1);
  expect(new Set(others)).toEqual(new Set(['one', 'minority', 'majority', 'all', 'followers', 'zone']));
});

test('one seed, one schedule', () => {
  expect(schedule(3)).toEqual(schedule(3));
  expect(schedule(3)).not.toEqual(schedule(4));
});
