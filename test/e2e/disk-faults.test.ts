// Disk faults and whole clusters in the real worlds: a sound build comes through all of them, broken ones do not, and nothing
// is left behind. What a mutant needs to be seen is written out as a schedule; chance would need many runs.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { JsonValue } from '../../src/history/operation.ts';
import type { RunResults } from '../../src/store/results.ts';
import { ordeal } from '../cli/ordeal.ts';
import { isMissing, leftovers, realWorlds } from './worlds.ts';

interface RunDocument {
  readonly exitCode: number;
  readonly runs: readonly RunResults[];
}

interface Fault {
  readonly f: string;
  readonly value: JsonValue;
  readonly afterMs: number;
}

const rounds = 3;
const roundMs = 7000;
const everyone = ['n1', 'n2', 'n3'];

/** The same faults a few times over; each as operation, value, and ms since the beginning of its round. */
function inRounds(faults: readonly (readonly [string, JsonValue, number])[]): readonly Fault[] {
  return Array.from({ length: rounds }, (_, round) =>
    faults.map(([f, value, afterMs]) => ({ f, value, afterMs: 2000 + round * roundMs + afterMs })),
  ).flat();
}

/**
 * All disks fail the next sync of their logs, then all hosts lose their power. Writes come so seldom here that the syncs that fail
 * are nearly always of one and the same write: another copy of it would be no loss.
 */
const failedSyncs = inRounds([
  ['break-disk', { failure: 'failing-log-sync', hosts: everyone }, 0],
  ['power-off', { hosts: everyone }, 1000],
  ['repair-disk', null, 1500],
  ['power-on', null, 3000],
]);

const links = (from: string, to: readonly string[]): JsonValue =>
  to.flatMap((other) => [
    { from, to: other },
    { from: other, to: from },
  ]);

/** One host lags behind, one is damaged, and the two are then left to themselves. */
const damageBehind = inRounds([
  ['start-partition', { links: links('n3', ['n1', 'n2']) }, 0],
  ['damage-disk', { damage: 'bit-flip', hosts: ['n1'] }, 1500],
  ['pause', { hosts: ['n2'] }, 2500],
  ['stop-partition', null, 2700],
  ['recover', null, 3000],
  ['resume', null, 5500],
]);

const schedules = [
  { mutant: 'acknowledge-before-fsync', nemesis: ['power'], faults: null, rate: 200 },
  { mutant: 'fsync-error-ignored', nemesis: ['disk-error', 'power'], faults: failedSyncs, rate: 70 },
  {
    mutant: 'damage-cut-as-torn-tail',
    nemesis: ['bit-rot', 'partition', 'pause'],
    faults: damageBehind,
    rate: 200,
  },
] as const;

async function runPlan(
  world: string,
  version: string,
  nemesis: readonly string[],
  faults: readonly Fault[] | null,
  ratePerSecond = 200,
) {
  const directory = mkdtempSync(join(tmpdir(), 'disk-plans-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const plan = {
    format: 1,
    name: 'disk-faults',
    workload: 'register',
    nemesis,
    world,
    nodes: 3,
    concurrency: 10,
    ratePerSecond,
    timeSeconds: 24,
    faultIntervalSeconds: 3,
    operationTimeoutMs: 5000,
    settleSeconds: 30,
    seed: 1,
    version,
    ...(faults === null ? {} : { faults }),
  };
  const path = join(directory, 'plan.json');
  writeFileSync(path, JSON.stringify(plan));
  const { stdout } = await ordeal(['run', path, '--json'], { ORDEAL_RESULTS: directory });
  return JSON.parse(stdout) as RunDocument;
}

for (const world of realWorlds) {
  const missing = await isMissing(world);
  describe.skipIf(missing)(`in ${world}`, () => {
    test.each(schedules)(
      '$mutant is caught, and a sound build is not',
      async ({ mutant, nemesis, faults, rate }) => {
        // Side by side: most of a run is waiting.
        const [broken, sound] = await Promise.all([
          runPlan(world, `mutant:${mutant}`, nemesis, faults, rate),
          runPlan(world, 'current', nemesis, faults, rate),
        ]);
        expect(broken.exitCode).toBe(1);
        expect(sound.runs.flatMap(({ problems }) => problems)).toEqual([]);
        expect(sound.exitCode).toBe(0);
        expect(sound.runs[0]?.faults.every(({ verified }) => verified)).toBe(true);
        expect(leftovers()).toEqual([]);
      },
    );

    test('a sound build comes through everything that disks do', async () => {
      const nemesis = ['power', 'disk-error', 'disk-slow', 'disk-full', 'bit-rot', 'kill'];
      const { runs, exitCode } = await runPlan(world, 'current', nemesis, null);
      expect(runs.flatMap(({ problems }) => problems)).toEqual([]);
      expect(exitCode).toBe(0);
      expect(new Set(runs[0]?.faults.map((fault) => fault.package)).size).toBe(nemesis.length);
      expect(leftovers()).toEqual([]);
    });
  });
}
