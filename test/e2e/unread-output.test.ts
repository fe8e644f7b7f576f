// A run whose reader goes away after the first line ends as every other: same exit code, results saved, nothing left.

import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from '../tidy/source-files.ts';
import { isMissing, leftovers, realWorlds } from './worlds.ts';

for (const world of realWorlds) {
  const missing = await isMissing(world);
  describe.skipIf(missing)(`in ${world}`, () => {
    test('a closed pipe hides no violation and leaves nothing behind', async () => {
      const results = await mkdtemp(join(tmpdir(), 'ordeal-results-'));
      const run = `node bin/ordeal.mjs run register --world ${world} --version mutant:deposed-leader-serves-reads --nemesis partition --time 18 --seed 5`;
      const { stdout } = await execa(
        'bash',
        ['-c', `${run} | head -1; echo "ended with \${PIPESTATUS[0]}"`],
        {
          cwd: repositoryRoot,
          env: { ORDEAL_RESULTS: results, NO_COLOR: '1' },
          stdin: 'ignore',
        },
      );
      expect(stdout.split('\n')).toHaveLength(2);
      expect(stdout).toMatch(/\nended with 1$/);
      const saved = JSON.parse(readFileSync(join(results, 'latest', 'results.json'), 'utf8')) as {
        readonly outcome: string;
      };
      expect(saved.outcome).toBe('violation');
      expect(leftovers()).toEqual([]);
    });
  });
}
