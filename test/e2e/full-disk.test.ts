// A full disk under the results: the run ends in good order and says so in one sentence.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { ordeal } from '../cli/ordeal.ts';
import { isMissing } from './worlds.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stderr.write('skipped: only root can mount a disk small enough to fill\n');
const missing = await isMissing('namespaces');

test.skipIf(missing || !isRoot)('the results are on a disk that fills up', async () => {
  const disk = mkdtempSync(join(tmpdir(), 'small-disk-'));
  await execa('sh', ['-c', 'mount -t tmpfs -o size=128k none "$0"', disk]);
  try {
    const args = [
      'run',
      'register',
      '--world',
      'namespaces',
      '--nemesis',
      'none',
      '--time',
      '20',
      '--rate',
      '500',
    ];
    const { exitCode, stdout } = await ordeal(args, { ORDEAL_RESULTS: disk });
    expect(stdout).toMatch(/The disk is full: .*history\.jsonl cannot be written/);
    expect(exitCode).toBe(3);
  } finally {
    await execa('sh', ['-c', 'umount "$0"', disk]);
  }
});
