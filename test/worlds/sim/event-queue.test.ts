// Events come out in order of time and then of scheduling, whatever is pushed and cancelled in between.

import { expect, test } from 'vitest';
import { createEventQueue, type SimulatedEvent } from '../../../src/worlds/sim/event-queue.ts';
import { createRandom } from '../../../src/worlds/sim/random.ts';

const eventAt = (timeNs: number, sequence: number): SimulatedEvent => ({
  timeNs,
  sequence,
  kind: 'world',
  node: -1,
  digest: 0,
  run: () => undefined,
  describe: null,
});

test('a random mix of pushes, pops and cancellations keeps the order', () => {
  const random = createRandom({ value: 3 });
  const queue = createEventQueue();
  const pending = new Set<SimulatedEvent>();
  const earliest = (): SimulatedEvent | undefined =>
    [...pending].sort((left, right) => left.timeNs - right.timeNs || left.sequence - right.sequence)[0];
  for (let sequence = 0; sequence < 3000; sequence += 1) {
    const event = eventAt(random.below(50), sequence);
    queue.push(event);
    pending.add(event);
    if (random.chance(400)) {
      const expected = earliest();
      expect(queue.pop()).toBe(expected);
      if (expected !== undefined) pending.delete(expected);
    }
    const cancelled = [...pending][random.below(pending.size + 1)];
    if (random.chance(300) && cancelled !== undefined) {
      queue.cancel(cancelled);
      pending.delete(cancelled);
    }
    expect(queue.size).toBe(pending.size);
  }
  for (let left = earliest(); left !== undefined; left = earliest()) {
    expect(queue.nextTimeNs()).toBe(left.timeNs);
    expect(queue.pop()).toBe(left);
    pending.delete(left);
  }
  expect(queue.pop()).toBeUndefined();
  expect(queue.nextTimeNs()).toBe(Number.POSITIVE_INFINITY);
});

test('many cancellations do not let the queue grow', () => {
  const queue = createEventQueue();
  for (let sequence = 0; sequence < 100_000; sequence += 1) {
    const event = eventAt(sequence, sequence);
    queue.push(event);
    if (sequence % 1000 !== 0) queue.cancel(event);
  }
  expect(queue.size).toBe(100);
  expect(queue.pop()?.timeNs).toBe(0);
  expect(queue.pop()?.timeNs).toBe(1000);
});
