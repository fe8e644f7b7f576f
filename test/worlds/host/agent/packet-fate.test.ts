// What becomes of packets on a shaped link, with time and chance in the test's hands.

import { expect, test } from 'vitest';
import { createLinkFates } from '../../../../src/worlds/host/agent/packet-fate.ts';

/** Draws for each packet: loss, repetition, corruption, overtaking, jitter. */
const draws = (values: readonly number[]): (() => number) => {
  let next = 0;
  return () => values[next++ % values.length] ?? 0;
};

test('a delay holds every packet as long, and jitter is added to it', () => {
  const fates = createLinkFates({ delayMs: 50, jitterMs: 20 }, draws([0.9, 0.9, 0.9, 0.9, 0.5]));
  expect(fates.fateOf(1000, 100)).toEqual({ releaseMs: 1060, repeated: false, corrupted: false });
});

test('packets keep their order, whatever their jitter', () => {
  const fates = createLinkFates({ jitterMs: 100 }, draws([1, 1, 1, 1, 0.9, 1, 1, 1, 1, 0.1]));
  expect(fates.fateOf(0, 100).releaseMs).toBe(90);
  expect(fates.fateOf(1, 100).releaseMs).toBe(90);
});

test('those that may overtake go when their own time has come', () => {
  const fates = createLinkFates(
    { jitterMs: 100, reorderPercent: 50 },
    draws([1, 1, 1, 0.9, 0.9, 1, 1, 1, 0.1, 0.1]),
  );
  expect(fates.fateOf(0, 100).releaseMs).toBe(90);
  expect(fates.fateOf(1, 100).releaseMs).toBe(11);
});

test('a lost packet is nothing else', () => {
  const fates = createLinkFates(
    { lossPercent: 10, duplicatePercent: 100, corruptPercent: 100 },
    draws([0.05]),
  );
  expect(fates.fateOf(0, 100)).toEqual({ releaseMs: null, repeated: false, corrupted: false });
});

test('a slow link carries packets one after the other and loses those that would wait too long', () => {
  // 8 kbit/s are one byte a millisecond.
  const fates = createLinkFates({ kilobitsPerSecond: 8 }, () => 0.99);
  expect(fates.fateOf(0, 400).releaseMs).toBe(400);
  expect(fates.fateOf(0, 400).releaseMs).toBe(800);
  expect(fates.fateOf(0, 400).releaseMs).toBe(1200);
  expect(fates.fateOf(0, 400).releaseMs).toBeNull();
  expect(fates.fateOf(2000, 400).releaseMs).toBe(2400);
});
