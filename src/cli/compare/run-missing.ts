// Runs of one plan with one build under the seeds asked for: those that are saved already are taken, the rest is run.

import { basename, join } from 'node:path';
import {
  type ComparedRun,
  planDifferences,
  runOfResults,
  runOfSeed,
  type Side,
} from '../../compare/sample.ts';
import { drawPackages } from '../../plan/draw-packages.ts';
import type { Plan } from '../../plan/plan.ts';
import { type SeedRange, seedAt } from '../../plan/seed-range.ts';
import type { Screen } from '../../report/screen.ts';
import { readBatch } from '../../store/batch.ts';
import { listRuns } from '../../store/list-runs.ts';
import { harnessVersion, thisHarness } from '../harness-version.ts';
import type { Interrupts } from '../interrupts.ts';
import { performRun } from '../perform-run.ts';
import { buildPlan, versionsOf } from '../plan-builds.ts';
import { resultsDirectory } from '../results-directory.ts';
import { performBatch } from '../seeds.ts';
import { simulatorUrl } from '../simulator.ts';
import type { ChosenWorld } from '../worlds.ts';

export interface MissingRunsRequest {
  /** With the build in it. */
  readonly plan: Plan;
  readonly seeds: SeedRange;
  readonly threads: number | null;
  readonly world: ChosenWorld;
  readonly screen: Screen;
  readonly interrupts: Interrupts;
}

/** @throws {CommandFailure} when the build cannot be made, or a run on real hosts could not begin */
export async function runMissing(request: MissingRunsRequest): Promise<Side> {
  const { plan, seeds, screen, interrupts } = request;
  const simulated = plan.world === 'sim';
  const startedAt = new Date();
  const versions = versionsOf(await buildPlan(plan, simulated ? 'node' : 'server'));
  const wanted = Array.from({ length: seeds.count }, (_, position) => seedAt(seeds, position));
  const known = await savedRuns(plan, versions, new Set(wanted));
  if (known.size > 0)
    screen.line(
      screen.paint.dim(`${plan.version}: ${known.size} of ${wanted.length} seeds are saved already`),
    );
  const missing = wanted.filter((seed) => !known.has(seed));
  const runs = simulated ? await simulate(missing, request) : await runOnHosts(missing, request);
  for (const run of interrupts.signal.aborted ? [] : runs) known.set(run.seed, run);
  return {
    label: plan.version,
    version: versions['anvil'] ?? plan.version,
    origins: [{ startedAt: startedAt.toISOString(), versions, harness: await thisHarness() }],
    groups: [{ name: plan.workload, plan, runs: [...known.values()] }],
  };
}

const savedFolder = (name: string): string => join(resultsDirectory(), name);

/** Runs with figures of the same plan, the same build, and by the same harness. */
async function savedRuns(
  plan: Plan,
  versions: Readonly<Record<string, string>>,
  wanted: ReadonlySet<number>,
): Promise<Map<number, ComparedRun>> {
  const found = new Map<number, ComparedRun>();
  const simulator = basename(await simulatorUrl(), '.mjs');
  const isOfBuild = (saved: Readonly<Record<string, string>>): boolean =>
    saved['bundle'] === versions['bundle'] && saved['upgradeBundle'] === versions['upgradeBundle'];
  for (const listed of await listRuns(resultsDirectory())) {
    if (listed.kind === 'unreadable' || listed.kind === 'suite') continue;
    if (planDifferences(listed.run.plan, plan).length > 0) continue;
    const { results } = listed.run;
    const runs: ComparedRun[] = [];
    if (listed.kind === 'batch' && isOfBuild(listed.batch.batch.versions)) {
      if (listed.batch.batch.versions['simulator'] === simulator)
        runs.push(...listed.batch.records.map((record) => runOfSeed(record, savedFolder)));
    } else if (plan.world !== 'sim' && results !== null && isOfBuild(results.versions)) {
      if (results.harnessVersion === harnessVersion()) runs.push(runOfResults(results));
    }
    for (const run of runs) if (wanted.has(run.seed) && run.figures !== null) found.set(run.seed, run);
  }
  return found;
}

/** In batches of seeds that follow one another. */
async function simulate(
  missing: readonly number[],
  { plan, threads, screen, interrupts }: MissingRunsRequest,
): Promise<readonly ComparedRun[]> {
  const runs: ComparedRun[] = [];
  for (const seeds of rangesOf(missing)) {
    if (interrupts.signal.aborted) break;
    const batch = await performBatch({ plan, seeds, threads, collect: true, screen, interrupts });
    const saved = await readBatch(batch.directory);
    runs.push(...(saved?.records ?? []).map((record) => runOfSeed(record, savedFolder)));
  }
  return runs;
}

function rangesOf(seeds: readonly number[]): readonly SeedRange[] {
  const ranges: SeedRange[] = [];
  for (const seed of seeds) {
    const last = ranges.at(-1);
    if (last !== undefined && seed === last.first + last.count)
      ranges[ranges.length - 1] = { ...last, count: last.count + 1 };
    else ranges.push({ first: seed, count: 1 });
  }
  return ranges;
}

async function runOnHosts(
  missing: readonly number[],
  { plan, world, screen, interrupts }: MissingRunsRequest,
): Promise<readonly ComparedRun[]> {
  const runs: ComparedRun[] = [];
  for (const seed of missing) {
    if (interrupts.signal.aborted) break;
    const results = await performRun({
      plan: drawPackages({ ...plan, seed }),
      world,
      commit: null,
      screen,
      interrupts,
    });
    runs.push(runOfResults(results));
  }
  return runs;
}
