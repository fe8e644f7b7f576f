// What the nodes have on their disks is saved with a run and judged with it, then and later; and a database whose
// snapshots lose a row is found out by that alone, since no node ever starts from one.

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/checkers/checker.ts';
import { ordeal } from '../cli/ordeal.ts';
import { isMissing, realWorlds } from './worlds.ts';

async function runSet(world: string, more: readonly string[]) {
  const results = await mkdtemp(join(tmpdir(), 'ordeal-results-'));
  const args = ['run', 'set', '--world', world, '--seed', '3', '--json', ...more];
  const { stdout } = await ordeal(args, { ORDEAL_RESULTS: results });
  const document = JSON.parse(stdout) as { readonly runs: readonly { verdicts: readonly Verdict[] }[] };
  return { directory: join(results, 'latest'), verdicts: document.runs[0]?.verdicts ?? [] };
}

async function checkAgain(directory: string): Promise<readonly Verdict[]> {
  const { stdout } = await ordeal(['check', directory, '--json']);
  return (JSON.parse(stdout) as { readonly verdicts: readonly Verdict[] }).verdicts;
}

const of = (verdicts: readonly Verdict[], name: string) => verdicts.find(({ checker }) => checker === name);

for (const world of realWorlds) {
  const missing = await isMissing(world);
  describe.skipIf(missing)(`in ${world}`, () => {
    test('the disks of all nodes are saved and account for every write', async () => {
      const { directory, verdicts } = await runSet(world, ['--nemesis', 'kill', '--time', '4']);
      const durability = of(verdicts, 'durability');
      expect(durability).toMatchObject({ valid: true, details: { replicasUnread: [], replicasRead: 5 } });
      const { acknowledged, persistedCount } = durability?.details ?? {};
      expect(acknowledged).toBeGreaterThan(50);
      expect(persistedCount).toBe(acknowledged);
      for (const node of ['n1', 'n2', 'n3', 'n4', 'n5']) {
        const names = await readdir(join(directory, 'nodes', node, 'data'));
        expect(names.filter((name) => name.startsWith('log-')).length, node).toBeGreaterThan(0);
        expect(existsSync(join(directory, 'nodes', node, 'data.partial'))).toBe(false);
      }
      expect(of(await checkAgain(directory), 'durability')).toEqual(durability);

      await rm(join(directory, 'nodes', 'n2', 'data'), { recursive: true });
      expect(of(await checkAgain(directory), 'durability')).toMatchObject({
        valid: true,
        details: { replicasRead: 4, replicasUnread: ['n2: its data was not saved'] },
      });
      await rm(join(directory, 'nodes'), { recursive: true });
      const blind = of(await checkAgain(directory), 'durability');
      expect(blind?.valid).toBe(true);
      expect(blind?.details).not.toHaveProperty('replicasRead');
    });

    test('a snapshot that lacks a row is found out though every read is right', async () => {
      // Enough for a snapshot, which is taken every thousand entries.
      const load = ['--nemesis', 'none', '--time', '8', '--rate', '400'];
      const { directory, verdicts } = await runSet(world, [
        '--version',
        'mutant:snapshot-drops-row',
        ...load,
      ]);
      expect(of(verdicts, 'set-full')?.valid).toBe(true);
      const durability = of(verdicts, 'durability');
      expect(durability?.valid).toBe(false);
      expect(durability?.reason).toMatch(
        /acknowledged and (in no log or snapshot of any replica|missing on a replica that should have it): \d/,
      );
      expect(of(await checkAgain(directory), 'durability')).toEqual(durability);
    });
  });
}
