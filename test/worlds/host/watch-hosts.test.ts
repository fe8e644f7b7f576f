// What a host says of itself when it is looked at from within.

import { expect, test } from 'vitest';
import { fateFrom } from '../../../src/worlds/host/watch-hosts.ts';

test.each([
  ['1000000 4096\n', null],
  ['255 4096\n', 'ran out of disk space'],
  ['0 4096\nno-interface\n', 'lost its network interface eth0'],
  ['1000000 4096\nno-interface\nno-disk\n', 'lost the process that serves its disk'],
  // An answer that cannot be read is no proof of a loss.
  ['stat: cannot read file system information\n', null],
  ['', null],
] as const)('%j', (said, fate) => {
  expect(fateFrom(said)).toBe(fate);
});
