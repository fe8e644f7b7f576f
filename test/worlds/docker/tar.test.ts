// Archives as the daemon takes them, read back by the system's own tar.

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createTar } from '../../../src/worlds/docker/tar.ts';

test('tar reads what was written, with contents of every length around a block', () => {
  const lengths = [0, 1, 511, 512, 513];
  const archive = createTar(
    lengths.map((length) => ({ path: `dir/f${length}`, content: 'x'.repeat(length) })),
  );
  const listing = execFileSync('tar', ['-tv'], { input: archive, encoding: 'utf8' });
  expect(
    listing
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/).filter((_, at) => at === 2 || at === 5)),
  ).toEqual(lengths.map((length) => [String(length), `dir/f${length}`]));
  expect(execFileSync('tar', ['-xO', 'dir/f513'], { input: archive })).toHaveLength(513);
});

test('a path that does not fit is refused', () => {
  expect(() => createTar([{ path: 'x'.repeat(101), content: '' }])).toThrow(/path too long/);
});

test('a secret is for its owner alone', () => {
  const input = createTar([
    { path: 'config.json', content: '{}', mode: 0o600 },
    { path: 'anvil.js', content: '' },
  ]);
  const modes = execFileSync('tar', ['-tv'], { input, encoding: 'utf8' }).trim().split('\n');
  expect(modes.map((line) => line.slice(0, 10))).toEqual(['-rw-------', '-rw-r--r--']);
});
