// The main job, small: both workloads under every fault in each real world end valid, are saved whole, and leave
// nothing behind.

import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResults } from '../../src/store/results.ts';
import { ordeal } from '../cli/ordeal.ts';
import { isMissing, leftovers, realWorlds } from './worlds.ts';

interface RunDocument {
  readonly exitCode: number;
  readonly valid: boolean;
  readonly runs: readonly RunResults[];
}

const seconds = 12;
const flags = ['--time', String(seconds), '--fault-interval', '5', '--seed', '11', '--json'];

for (const world of realWorlds) {
  const missing = await isMissing(world);
  describe.skipIf(missing)(`in ${world}`, () => {
    test('register and set are valid under partitions, kills and pauses', async () => {
      const results = await mkdtemp(join(tmpdir(), 'ordeal-results-'));
      const args = ['run', 'register,set', '--world', world, ...flags];
      const { exitCode, stdout, stderr } = await ordeal(args, { ORDEAL_RESULTS: results });
      const document = JSON.parse(stdout) as RunDocument;
      expect(stderr).toContain('5 nodes serve');
      expect(document.runs.flatMap(({ problems }) => problems)).toEqual([]);
      expect(document).toMatchObject({ exitCode: 0, valid: true });
      expect(exitCode).toBe(0);
      expect(document.runs.map(({ plan }) => plan.workload)).toEqual(['register', 'set']);
      for (const { faults, counts } of document.runs) {
        expect(new Set(faults.map((fault) => fault.package))).toEqual(
          new Set(['partition', 'kill', 'pause']),
        );
        expect(faults.every(({ verified, endNs }) => verified && endNs !== null)).toBe(true);
        expect(counts.ok).toBeGreaterThan(100);
      }
      const latest = join(results, 'latest');
      for (const name of ['plan.json', 'history.jsonl', 'results.json', 'nodes/n1.log', 'nodes/n5.log']) {
        expect(existsSync(join(latest, name)), name).toBe(true);
      }
      const saved = JSON.parse(await readFile(join(latest, 'results.json'), 'utf8')) as RunResults;
      // What is saved says beside it which files it was made of.
      expect(saved).toMatchObject(document.runs[1] as object);
      expect(leftovers()).toEqual([]);

      const checked = await ordeal(['check', latest, '--json']);
      expect(JSON.parse(checked.stdout)).toMatchObject({ outcome: 'valid', exitCode: 0 });
    });

    test('the last lines say where the run is, its seed, and the command to run it again', async () => {
      const results = await mkdtemp(join(tmpdir(), 'ordeal-results-'));
      const args = ['run', 'set', '--world', world, '--nemesis', 'none', '--time', '2', '--seed', 'abcdef0'];
      const { stdout, exitCode } = await ordeal(args, { ORDEAL_RESULTS: results });
      const [page, saved, seed, again] = stdout.split('\n').slice(-4);
      expect(page).toMatch(/^page {2}.*\/set\/.*report\.html$/);
      expect(saved).toMatch(/^saved .*\/set\//);
      expect(seed).toBe('seed  4154353390 (commit abcdef0)');
      expect(again).toMatch(/^again \.\/ordeal run set .*--seed 4154353390/);
      expect(exitCode).toBe(0);
    });
  });
}
