// Who owns what a run made: a process is known by its number and its start, so that a reused number fools nobody.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { currentOwner, isDead } from '../../src/worlds/owner.ts';

const withPart = (index: number, value: string): string =>
  currentOwner().split('/').with(index, value).join('/');

test('this process is not dead', () => {
  expect(isDead(currentOwner())).toBe(false);
});

test('a process that has ended is dead', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  expect(isDead(withPart(3, String(child.pid)))).toBe(true);
});

test('a later process with the same id does not bring the first back', () => {
  expect(isDead(withPart(4, '1'))).toBe(true);
});

test('nothing from before the last boot is alive', () => {
  expect(isDead(withPart(1, '00000000-0000-0000-0000-000000000000'))).toBe(true);
});

test('what cannot be decided here counts as alive: another machine, other process ids, garbage', () => {
  expect(isDead(withPart(0, 'another-machine'))).toBe(false);
  expect(isDead(withPart(2, '1'))).toBe(false);
  expect(isDead('')).toBe(false);
  expect(isDead('something else')).toBe(false);
});
