// A run that is cut off: Ctrl-C ends it in good order; kill -9 leaves a history that can be judged, and the next run
// clears the rest, whatever faults were in effect. ORDEAL_CASES=10 kills more runs at more moments.

import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { ordeal } from '../cli/ordeal.ts';
import { repositoryRoot } from '../tidy/source-files.ts';
import { machineState } from './machine-state.ts';
import { isMissing, leftovers, realWorlds } from './worlds.ts';

const enoughLines = 200;
/** Kills of the harness, each somewhere in so many lines of the history. */
const kills = Number(process.env['ORDEAL_CASES'] ?? 1);
const killWithinLines = 6000;
const goldenRatio = 0.618_033_988_75;
const longestWaitMs = 120_000;

/** Resolves once the history of the run that goes on holds enough operations. */
async function historyGrows(results: string, lines = enoughLines): Promise<void> {
  const deadline = Date.now() + longestWaitMs;
  for (;;) {
    try {
      const text = readFileSync(join(results, 'latest', 'history.jsonl'), 'utf8');
      if (text.split('\n').length > lines) return;
    } catch {
      // Not begun yet.
    }
    if (Date.now() > deadline) throw new Error('the run wrote no history');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function startRun(world: string, results: string, faults: readonly string[] = []) {
  return execa(
    'node',
    ['bin/ordeal.mjs', 'run', 'set', '--world', world, '--time', '300', '--fault-interval', '3', ...faults],
    {
      cwd: repositoryRoot,
      env: { ORDEAL_RESULTS: results, NO_COLOR: '1' },
      reject: false,
      stdin: 'ignore',
      // In a process group of its own, as a shell starts it.
      detached: true,
    },
  );
}

for (const world of realWorlds) {
  const missing = await isMissing(world);
  describe.skipIf(missing)(`in ${world}`, () => {
    test('Ctrl-C heals, judges what there is and cleans up', async () => {
      const results = await mkdtemp(join(tmpdir(), 'ordeal-results-'));
      const run = startRun(world, results);
      await historyGrows(results);
      // Ctrl-C reaches every process of the group, also those that Ordeal started.
      if (run.pid === undefined) throw new Error('the run did not start');
      process.kill(-run.pid, 'SIGINT');
      const { exitCode, stdout } = await run;
      expect(stdout).toContain('Interrupted: healing, collecting logs and judging what there is.');
      expect(stdout).toContain('Verdicts');
      expect(exitCode).toBe(130);
      const saved = JSON.parse(readFileSync(join(results, 'latest', 'results.json'), 'utf8')) as unknown;
      expect(saved).toMatchObject({ outcome: 'interrupted', interrupted: true, crash: null });
      expect(readFileSync(join(results, 'latest', 'nodes', 'n1.log'), 'utf8')).not.toBe('');
      expect(leftovers()).toEqual([]);
    });

    test('Ctrl-C while hosts come up ends the run before its load, and leaves nothing', async () => {
      const results = await mkdtemp(join(tmpdir(), 'ordeal-results-'));
      const run = startRun(world, results);
      run.stdout.on('data', (chunk: Buffer) => {
        if (/making \d+ hosts|creating \d+ containers/.test(chunk.toString())) run.kill('SIGINT');
      });
      const { exitCode, stderr } = await run;
      expect(stderr).toContain('Interrupted before the load began');
      expect(exitCode).toBe(130);
      expect(leftovers()).toEqual([]);
    });

    test('after kill -9 the history is judged, and the next run clears what was left', async () => {
      const results = await mkdtemp(join(tmpdir(), 'ordeal-results-'));
      const run = startRun(world, results);
      await historyGrows(results);
      run.kill('SIGKILL');
      await run;
      expect(leftovers()).not.toEqual([]);
      const checked = await ordeal(['check', join(results, 'latest')]);
      expect(checked.stdout).toContain('The run was cut off before it was judged');
      expect(checked.stdout).toMatch(/\badd\b/);
      expect([0, 2, 3]).toContain(checked.exitCode);
      const next = await ordeal(['run', 'set', '--world', world, '--nemesis', 'none', '--time', '2'], {
        ORDEAL_RESULTS: results,
      });
      expect(next.exitCode).toBe(0);
      expect(leftovers()).toEqual([]);
    });

    test.each(Array.from({ length: kills }, (_, index) => index + 1))(
      'after kill -9 under every fault the machine is as before (moment %i)',
      async (moment) => {
        const before = machineState();
        const results = await mkdtemp(join(tmpdir(), 'ordeal-results-'));
        const lines = enoughLines + Math.floor(((moment * goldenRatio) % 1) * killWithinLines);
        const run = startRun(world, results, ['--nemesis', 'all', '--seed', String(moment)]);
        await historyGrows(results, lines);
        run.kill('SIGKILL');
        await run;
        const next = await ordeal(['run', 'set', '--world', world, '--nemesis', 'none', '--time', '2'], {
          ORDEAL_RESULTS: results,
        });
        expect(next.exitCode).toBe(0);
        expect(leftovers()).toEqual([]);
        expect(machineState()).toEqual(before);
      },
    );
  });
}
