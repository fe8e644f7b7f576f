// Whether the harness stood still: told by a wake-up that comes late, and by clocks that part.

import { expect, test } from 'vitest';
import { pauseBetween } from '../../src/worlds/harness-pauses.ts';

const start = { monotonicMs: 1_000, wallMs: 1_800_000_000_000 };
const after = (monotonicMs: number, wallMs = monotonicMs) =>
  pauseBetween(start, { monotonicMs: start.monotonicMs + monotonicMs, wallMs: start.wallMs + wallMs });

test('a timer that wakes when it should, or as late as on a busy machine, tells nothing', () => {
  expect(after(250)).toBeNull();
  expect(after(1_200)).toBeNull();
});

test('stopped by a signal: both clocks went on', () => {
  expect(after(40_250)).toEqual({ kind: 'stood-still', durationMs: 40_000 });
  expect(after(2_250)).toEqual({ kind: 'stood-still', durationMs: 2_000 });
});

test('suspended with its machine: the wall clock alone went on', () => {
  expect(after(250, 40_250)).toEqual({ kind: 'wall-clock-moved', byMs: 40_000 });
  expect(after(250, 250 - 60_000)).toEqual({ kind: 'wall-clock-moved', byMs: -60_000 });
});

test('a wall clock that is set right by a second or two is left to the nodes', () => {
  expect(after(250, 2_250)).toBeNull();
});
