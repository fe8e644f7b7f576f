// What became of a container, by its state and by the events that were seen.

import { expect, test } from 'vitest';
import { type ContainerState, fateOf } from '../../../src/worlds/docker/watch-containers.ts';

const state = (changes: Partial<ContainerState> = {}): ContainerState => ({
  ...{ state: 'running', status: 'Up 3 seconds', isConnected: true },
  ...changes,
});

test.each([
  ['running, nothing seen', state(), [], null],
  ['not started yet', state({ state: 'created', status: 'Created' }), [], null],
  ['gone', null, [], 'was removed'],
  ['removed, and still listed', state(), ['die', 'destroy'], 'was removed'],
  ['on its way out', state({ state: 'removing' }), ['die'], 'was removed'],
  [
    'stopped',
    state({ state: 'exited', status: 'Exited (143) 1 second ago' }),
    ['die'],
    'was stopped (exit code 143)',
  ],
  ['dead', state({ state: 'dead', status: 'Dead' }), [], 'was stopped'],
  ['paused', state({ state: 'paused' }), ['pause'], 'was paused'],
  ['paused for a moment', state(), ['pause'], 'was paused and continued'],
  ['restarted', state(), ['die'], 'was restarted'],
  ['without its network', state({ isConnected: false }), ['disconnect'], 'was disconnected from its network'],
  [
    'with its network again',
    state(),
    ['disconnect'],
    'was disconnected from its network and connected again',
  ],
] as const)('%s', (_name, found, seen, fate) => {
  expect(fateOf(found, new Set(seen))).toBe(fate);
});
