// Schedules of several packages together, run without a world: who strikes when.

import { describe, expect, test } from 'vitest';
import { alternate } from '../../nemesis/rhythm.ts';
import { type Schedule, schedules } from '../../nemesis/schedule.ts';
import { timeLimit } from '../../src/generator/bounds.ts';
import { any } from '../../src/generator/choice.ts';
import { simulate } from '../../src/generator/simulate.ts';

const intervalMs = 12_000;
const names = ['a', 'b', 'c'];

interface Spell {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The faults of three packages, each from the beginning of its start to that of its stop, in the order they began. */
function spells(schedule: Schedule, seed = 3): readonly Spell[] {
  const generators = names.map((name, position) =>
    alternate(
      {
        ...{ seed, nodes: ['n1'], intervalMs, faultShare: 0.3 },
        ...(schedule === 'steady' ? {} : { schedulePart: { schedule, position, packages: names.length } }),
      },
      `start-${name}`,
      `stop-${name}`,
      [['x']],
      () => null,
    ),
  );
  const events = simulate(timeLimit(300_000, any(generators)), { concurrency: 1, seed: 1 });
  const found: Spell[] = [];
  const since = new Map<string, number>();
  events.forEach(({ f, time }, position) => {
    if (position % 2 === 1) return;
    const [act = '', name = ''] = f.split('-');
    if (act === 'start') since.set(name, time / 1e6);
    else found.push({ name, fromMs: since.get(name) ?? 0, toMs: time / 1e6 });
  });
  return found.sort((left, right) => left.fromMs - right.fromMs);
}

/** How many faults are in effect at each moment, sampled every 0.1 s. */
function inEffect(all: readonly Spell[]): readonly number[] {
  return Array.from({ length: 2500 }, (_, tenth) => {
    const atMs = tenth * 100 + 1050;
    return all.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs).length;
  });
}

describe.each(schedules)('%s', (schedule) => {
  test('is decided by the seed', () => {
    expect(spells(schedule)).toEqual(spells(schedule));
    const others = [4, 5, 6].map((seed) => JSON.stringify(spells(schedule, seed)));
    expect(others.some((other) => other !== JSON.stringify(spells(schedule)))).toBe(true);
  });

  test('gives each package one fault an interval', () => {
    for (const name of names) {
      const count = spells(schedule).filter((spell) => spell.name === name).length;
      expect(count).toBeGreaterThan(20);
      expect(count).toBeLessThan(30);
    }
  });
});

test('back to back there is one fault at a time, and hardly a moment without', () => {
  const counts = inEffect(spells('back-to-back'));
  expect(Math.max(...counts)).toBe(1);
  expect(counts.filter((count) => count === 0).length).toBeLessThan(counts.length / 20);
});

test('overlapping there are two at a time', () => {
  const counts = inEffect(spells('overlapping').filter(({ fromMs }) => fromMs > 0));
  const two = counts.filter((count) => count === 2).length;
  expect(two).toBeGreaterThan(counts.length * 0.8);
  expect(Math.max(...counts)).toBeLessThanOrEqual(3);
});

test('in bursts all strike within a moment, and all rest between', () => {
  const all = spells('bursts');
  for (let first = 0; first + 2 < all.length; first += 3) {
    const burst = all.slice(first, first + 3);
    expect(new Set(burst.map(({ name }) => name)).size).toBe(3);
    expect((burst[2]?.fromMs ?? 0) - (burst[0]?.fromMs ?? 0)).toBeLessThan(intervalMs * 0.1);
  }
  expect(inEffect(all).filter((count) => count === 0).length).toBeGreaterThan(1000);
});

test('steady packages do neither', () => {
  const counts = inEffect(spells('steady'));
  expect(Math.max(...counts)).toBeGreaterThan(1);
  expect(counts.filter((count) => count === 0).length).toBeGreaterThan(250);
});
