// Disk faults and whole clusters in the real worlds: a sound build comes through all of them, broken ones do not, and nothing
// is left behind.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exposingPlan } from '../../src/mutants/hunt.ts';
import { readMutant } from '../../src/mutants/mutant.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { RunResults } from '../../src/store/results.ts';
import type { WorldName } from '../../src/worlds/world.ts';
import { ordeal } from '../cli/ordeal.ts';
import { isMissing, leftovers, realWorlds } from './worlds.ts';

interface RunDocument {
  readonly exitCode: number;
  readonly runs: readonly RunResults[];
}

/** What each mutant needs to be seen on real hosts, its file says. */
const mutants = ['acknowledge-before-fsync', 'fsync-error-ignored', 'damage-cut-as-torn-tail'] as const;

function planOf(name: string, world: WorldName, version: string): Plan {
  const mutant = readMutant(fileURLToPath(new URL(`../mutants/${name}.json`, import.meta.url)));
  return { ...exposingPlan(mutant, version, defaultPlan(world)), seed: 1 };
}

const mostSeeds = 3;

/** Three nodes under everything that disks do. */
function hardPlan(world: WorldName): Plan {
  return {
    ...planOf('acknowledge-before-fsync', world, 'current'),
    name: 'disk-faults',
    nemesis: ['power', 'disk-error', 'disk-slow', 'disk-full', 'bit-rot', 'kill'],
  };
}

async function runPlan(plan: Plan) {
  const directory = mkdtempSync(join(tmpdir(), 'disk-plans-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'plan.json');
  writeFileSync(path, JSON.stringify(plan));
  const { stdout } = await ordeal(['run', path, '--json'], { ORDEAL_RESULTS: directory });
  return JSON.parse(stdout) as RunDocument;
}

/** Exit codes of runs with one seed after the other, up to the first violation: on a busy machine a fault may miss the moment that tells. */
async function firstCaught(plan: Plan): Promise<readonly number[]> {
  const exitCodes: number[] = [];
  while (exitCodes.length < mostSeeds && !exitCodes.includes(1)) {
    const seed = plan.seed + exitCodes.length;
    exitCodes.push((await runPlan({ ...plan, seed })).exitCode);
  }
  return exitCodes;
}

for (const world of realWorlds) {
  const missing = await isMissing(world);
  describe.skipIf(missing)(`in ${world}`, () => {
    test.each(mutants)('%s is caught, and a sound build is not', async (mutant) => {
      // Side by side: most of a run is waiting.
      const [broken, sound] = await Promise.all([
        firstCaught(planOf(mutant, world, `mutant:${mutant}`)),
        runPlan(planOf(mutant, world, 'current')),
      ]);
      expect(broken).toContain(1);
      expect(sound.runs.flatMap(({ problems }) => problems)).toEqual([]);
      expect(sound.exitCode).toBe(0);
      expect(sound.runs[0]?.faults.every(({ verified }) => verified)).toBe(true);
      expect(leftovers()).toEqual([]);
    });

    test('a sound build comes through everything that disks do', async () => {
      const plan = hardPlan(world);
      const { runs, exitCode } = await runPlan(plan);
      expect(runs.flatMap(({ problems }) => problems)).toEqual([]);
      expect(exitCode).toBe(0);
      expect(new Set(runs[0]?.faults.map((fault) => fault.package)).size).toBe(plan.nemesis.length);
      expect(leftovers()).toEqual([]);
    });
  });
}
