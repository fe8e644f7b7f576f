// The kept examples replay on this checkout, to the event: whoever changes what a simulated run does records them anew, knowingly, by
// `npm run examples:record`. They carry the edits of their broken builds, and no commit: these are made on the source that is there.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { violationClass } from '../../src/batch/violation-class.ts';
import { carryBuilds } from '../../src/bundle/carry-builds.ts';
import { buildVersion, findEditedBuild } from '../../src/cli/build-version.ts';
import { buildPlan, modulesOf } from '../../src/cli/plan-builds.ts';
import { simulate } from '../../src/cli/simulate.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { packRun } from '../../src/store/bundle/pack-run.ts';
import { openRun } from '../../src/store/open-run.ts';
import { ordeal } from '../cli/ordeal.ts';
import { repositoryRoot } from '../tidy/source-files.ts';

vi.setConfig({ testTimeout: 900_000 });

const examples = join(repositoryRoot, 'results/examples');
const isRecording = process.env['ORDEAL_RECORD_EXAMPLES'] === '1';
const seedsTried = 500;
const scratch = mkdtempSync(join(tmpdir(), 'ordeal-examples-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const environment = { ORDEAL_RESULTS: scratch };

interface Example {
  readonly name: string;
  readonly version: string;
  readonly nemesis: readonly string[];
  readonly timeSeconds: number;
  /** Whether its smallest failing plan is kept with it. */
  readonly isShrunk: boolean;
}

const recorded: readonly Example[] = [
  {
    ...{ name: 'stale-read', version: 'mutant:no-reconfirmation' },
    ...{ nemesis: ['kill', 'partition'], timeSeconds: 5, isShrunk: false },
  },
  {
    ...{ name: 'wrong-condition', version: 'mutant:condition-ignored-for-some-values' },
    ...{ nemesis: ['partition'], timeSeconds: 3, isShrunk: true },
  },
];

function planOf({ name, version, nemesis, timeSeconds }: Example): Plan {
  return {
    ...defaultPlan('sim'),
    ...{ name, version, nemesis, timeSeconds, faultIntervalSeconds: timeSeconds / 3 },
    ...{ nodes: 3, concurrency: 5, ratePerSecond: 60 },
  };
}

/** The plan with the first seed whose history is not linearizable, though nothing inside the cluster was seen to break. */
async function failingPlan(example: Example): Promise<Plan> {
  const plan = planOf(example);
  const modules = modulesOf(await buildPlan(plan, 'node'));
  for (let seed = 1; seed <= seedsTried; seed += 1) {
    const seeded = { ...plan, seed };
    const { results } = await simulate(modules, {
      plan: seeded,
      budget: { timeMs: 60_000, memoryBytes: 2 ** 29 },
    });
    if (violationClass(results) === 'violation: linearizable') return seeded;
  }
  throw new Error(`${example.name}: no seed up to ${seedsTried} fails: choose other faults or a longer run.`);
}

async function record(example: Example): Promise<void> {
  const file = join(scratch, `${example.name}.json`);
  writeFileSync(file, JSON.stringify(await failingPlan(example)));
  const run = `${example.name}/latest`;
  expect(await ordeal(['run', file, '--quiet'], environment)).toMatchObject({ exitCode: 1 });
  if (example.isShrunk) expect(await ordeal(['shrink', run], environment)).toMatchObject({ exitCode: 0 });
  const saved = await openRun(scratch, run);
  const { builds, buildFiles } = await carryBuilds(saved, {
    ...{ repositoryRoot, findEdited: findEditedBuild, build: buildVersion },
  });
  const files = buildFiles.map(({ path, text }) => {
    const { commit: _, ...edits } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return { path, text: `${JSON.stringify(edits, null, 2)}\n` };
  });
  const { content } = await packRun(saved, { everything: false, builds, buildFiles: files });
  writeFileSync(join(examples, `${example.name}.ordeal`), content);
}

test.each(recorded)('$name replays to its trace hash', async (example) => {
  if (isRecording) await record(example);
  const bundle = join(examples, `${example.name}.ordeal`);
  const { exitCode, stdout, stderr } = await ordeal(['replay', bundle, '--json'], environment);
  const known = 'What a simulated run does has changed. If that is meant, run `npm run examples:record`.';
  expect(JSON.parse(stdout), `${known}\n${stderr}`).toMatchObject({
    same: true,
    class: 'violation: linearizable',
  });
  expect(exitCode).toBe(1);
});
