// What is seen of a violation while a run is under way: plain ones at once, and never one that the checkers deny.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Checker } from '../../src/checkers/checker.ts';
import { linearizable } from '../../src/checkers/linearizability/checker.ts';
import { setFull } from '../../src/checkers/set-full.ts';
import { watchRegisters } from '../../src/checkers/watch-registers.ts';
import { watchSet } from '../../src/checkers/watch-set.ts';
import type { Watcher } from '../../src/checkers/watcher.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import { type Effect, execute, executions, type ObjectUnderTest } from './correct-executions.ts';
import { type Event, historyOf } from './history-builder.ts';
import { judged, operation } from './judged.ts';
import { eventsOf, smallHistories } from './register-histories.ts';

/** What it says first, about the events of all parts in their order. */
function seen(watcher: Watcher, ...parts: readonly (readonly Event[])[]): string | null {
  for (const event of historyOf(...parts.flat())) {
    const found = watcher.add(event);
    if (found !== null) return found;
  }
  return null;
}

describe('registers', () => {
  const at = { key: 1, node: 'n1' };
  const write = (value: number, end: Event[1] = 'ok', process = 0) =>
    operation(process, 'write', value, end, value, at);
  const read = (value: JsonValue) => operation(9, 'read', null, 'ok', value, at);
  const saw = (...parts: readonly (readonly Event[])[]) => seen(watchRegisters(), ...parts);

  test('a read of what nobody wrote', () => {
    expect(saw(write(1), read(2))).toBe('A read at n1 saw 2 in register 1, which was never written.');
    expect(saw(write(1, 'fail'), read(1))).toMatch(/never written/);
    expect(saw(operation(0, 'cas', [0, 1], 'fail', [0, 1], at), read(1))).toMatch(/never written/);
    expect(saw(write(1, 'info'), read(1))).toBe(null);
  });

  test('a read of what was overwritten before it began', () => {
    expect(saw(write(1), write(2), read(1))).toBe(
      'A read at n1 saw 1 in register 1, which had been overwritten before the read began.',
    );
    expect(saw(write(1), operation(0, 'cas', [1, 2], 'ok', [1, 2], at), read(1))).toMatch(/overwritten/);
    expect(saw(write(1), read(null))).toMatch(/overwritten/);
    expect(saw(write(1), write(2), read(2))).toBe(null);
    expect(saw(write(1), write(2, 'info', 3), read(1))).toBe(null);
    expect(saw(write(1, 'info', 3), write(2), read(1))).toBe(null);
    expect(saw(write(1), operation(0, 'write', 2, 'ok', 2, { key: 2 }), read(1))).toBe(null);
  });

  test('a read that overlaps the overwriting, or two writes that overlap', () => {
    const began: Event = [9, 'invoke', 'read', null, at];
    const ended: Event = [9, 'ok', 'read', 1, at];
    expect(saw(write(1), [began], write(2), [ended])).toBe(null);
    const first: Event = [3, 'invoke', 'write', 1, at];
    const acknowledged: Event = [3, 'ok', 'write', 1, at];
    expect(saw([first], write(2), [acknowledged], read(1))).toBe(null);
  });

  test('values written twice say nothing', () => {
    expect(saw(write(1), write(2), write(1), read(1))).toBe(null);
  });
});

describe('a set', () => {
  const add = (value: number, end: Event[1] = 'ok') => operation(0, 'add', value, end);
  const readAll = (values: readonly number[]) => operation(9, 'read', null, 'ok', [...values]);
  const saw = (...parts: readonly (readonly Event[])[]) => seen(watchSet(), ...parts);

  test('a read that lacks an acknowledged element', () => {
    expect(saw(add(1), add(2), readAll([2]))).toBe(
      'A read lacks the element 1, acknowledged before it began.',
    );
    expect(saw(add(1), add(2), readAll([1, 2]))).toBe(null);
    expect(saw(add(1), add(2, 'info'), readAll([1]))).toBe(null);
    expect(saw(add(1), [[9, 'invoke', 'read']], add(2), [[9, 'ok', 'read', [1]]])).toBe(null);
  });

  test('a read that holds an element twice', () => {
    expect(saw(add(1), readAll([1, 1]))).toBe('A read saw the element 1 twice.');
  });

  test('sets by key are left alone', () => {
    const keyed = operation(9, 'read', null, 'ok', [], { key: 1 });
    expect(saw(operation(0, 'add', 1, 'ok', 1, { key: 2 }), keyed)).toBe(null);
  });
});

const register: ObjectUnderTest = {
  create: () => {
    let held: JsonValue = null;
    return (f, argument) => {
      if (f === 'write') held = argument;
      return f === 'write' ? argument : held;
    };
  },
  operation: (draw, count) => (draw < 7 ? ['read', null] : ['write', count]),
  closing: [['read', null]],
  key: 'x',
};

const set: ObjectUnderTest = {
  create: () => {
    const elements: JsonValue[] = [];
    return (f, argument) => {
      if (f === 'read') return [...elements];
      elements.push(argument);
      return argument;
    };
  },
  operation: (draw, count) => (draw < 5 ? ['read', null] : ['add', count]),
  closing: [['read', null]],
};

/** The same object, which does not do every other change it acknowledges. */
function forgetful(object: ObjectUnderTest): ObjectUnderTest {
  return {
    ...object,
    create: () => {
      const effect: Effect = object.create();
      let changes = 0;
      return (f, argument) => (argument !== null && ++changes % 2 === 0 ? argument : effect(f, argument));
    },
  };
}

const watched: readonly (readonly [string, ObjectUnderTest, () => Watcher, Checker])[] = [
  ['registers', register, watchRegisters, linearizable({ model: 'cas-register' })],
  ['sets', set, watchSet, setFull({ linearizable: true })],
];

describe.each(watched)('random executions of %s', (_name, object, watch, checker) => {
  test('that behave give no cause', () => {
    fc.assert(
      fc.property(executions, (steps) => {
        expect(seen(watch(), execute(object, steps))).toBe(null);
      }),
      { numRuns: 5000 },
    );
  });

  test('that forget give cause only where the checker agrees, and often do', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(executions, async (steps) => {
        const events = execute(forgetful(object), steps);
        if (seen(watch(), events) === null) return;
        found += 1;
        expect((await judged(checker, events)).valid).toBe(false);
      }),
      { numRuns: 1000 },
    );
    expect(found).toBeGreaterThan(100);
  });
});

test('registers read at random give cause only where no order explains them', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(smallHistories(8), async (operations) => {
      const events = eventsOf(operations);
      if (seen(watchRegisters(), events) === null) return;
      found += 1;
      expect((await judged(linearizable({ model: 'cas-register' }), events)).valid).toBe(false);
    }),
    { numRuns: 3000 },
  );
  expect(found).toBeGreaterThan(300);
});
