// A suite from its file to jobs that are known to be possible here: every name exists, every world works, every build is made.

import { createHash } from 'node:crypto';
import { declaredConditions } from '../../batch/declared-conditions.ts';
import { drawPackages } from '../../plan/draw-packages.ts';
import { PlanError } from '../../plan/parse-plan.ts';
import type { Plan } from '../../plan/plan.ts';
import { collectProblems } from '../../plan/problems.ts';
import { type ReadSuite, readSuite } from '../../plan/suite/read-suite.ts';
import { groupsOfShard, type Shard } from '../../plan/suite/shard.ts';
import { expandSuite, type JobGroup, jobOrder } from '../../plan/suite/suite-jobs.ts';
import { buildKey, type Suite } from '../../store/suite.ts';
import { budgetMsOf, thresholdsOf } from '../../suite/requirements.ts';
import { expandNemesis, withoutCollections } from '../expand-nemesis.ts';
import { CommandFailure } from '../failure.ts';
import { thisHarness } from '../harness-version.ts';
import { buildPlan, type PlanBuilds, versionsOf } from '../plan-builds.ts';
import { partsOf, requireCapabilities } from '../plan-parts.ts';
import { type ChosenWorld, chooseWorld } from '../worlds.ts';

export interface PreparedSuite {
  readonly suite: Suite;
  readonly worlds: ReadonlyMap<Plan['world'], ChosenWorld>;
  /** By version and kind of world. */
  readonly buildsOf: (plan: Plan) => PlanBuilds;
  /** One sentence for each package that `all` or `hell` had to leave out. */
  readonly leftOut: readonly string[];
}

export interface SuiteRequest {
  readonly file: string;
  readonly name: string | undefined;
  readonly firstSeed: number;
  readonly shard: Shard | null;
}

/** The same sentence with the place in the file it is about. */
function placed<Value>(read: ReadSuite, group: JobGroup, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const isTold = error instanceof CommandFailure || error instanceof PlanError;
    throw isTold ? read.wrong(group.path, error.message) : error;
  }
}

async function worldsOf(groups: readonly JobGroup[]): Promise<ReadonlyMap<Plan['world'], ChosenWorld>> {
  const names = new Set(groups.flatMap(({ jobs }) => jobs.map(({ plan }) => plan.world)));
  const worlds = new Map<Plan['world'], ChosenWorld>();
  for (const name of names) worlds.set(name, await chooseWorld(name));
  return worlds;
}

const partOf = (plan: Plan) => (plan.world === 'sim' ? ('node' as const) : ('server' as const));

async function buildAll(
  read: ReadSuite,
  groups: readonly JobGroup[],
): Promise<ReadonlyMap<string, PlanBuilds>> {
  const builds = new Map<string, PlanBuilds>();
  for (const group of groups) {
    for (const { plan } of group.jobs) {
      if (builds.has(buildKey(plan))) continue;
      const made = await buildPlan(plan, partOf(plan)).catch((error: unknown) => {
        throw error instanceof CommandFailure ? read.wrong(group.path, error.message) : error;
      });
      builds.set(buildKey(plan), made);
    }
  }
  return builds;
}

async function probesOf(
  { definition, wrong }: ReadSuite,
  builds: ReadonlyMap<string, PlanBuilds>,
): Promise<readonly string[]> {
  const { probes = [] } = definition;
  const declared = new Set<string>();
  for (const [key, { version }] of builds)
    if (key.startsWith('node '))
      for (const name of await declaredConditions(version.path)) declared.add(name);
  if (probes === 'all') return [...declared].sort();
  probes.forEach((name, at) => {
    if (!declared.has(name))
      throw wrong(['probes', at], `no build of this suite has the condition "${name}".`);
  });
  return probes;
}

const named = (groups: readonly JobGroup[]): Suite['groups'] =>
  groups.map(({ name, isCanary, weight }) => ({ name, isCanary, weight }));

/** What is left of a suite without the jobs of one shard. */
function without(groups: readonly JobGroup[], jobs: Suite['jobs']): NonNullable<Suite['elsewhere']> {
  const own = new Set(jobs.map(({ id }) => id));
  const others = groups
    .map((group) => ({ ...group, jobs: group.jobs.filter(({ id }) => !own.has(id)) }))
    .filter((group) => group.jobs.length > 0);
  return { groups: named(others), jobs: jobOrder(others) };
}

/**
 * Reads and checks a suite, and builds what it needs.
 * @throws {PlanError} with file, line and column
 * @throws {CommandFailure} where a world does not work here
 */
export async function prepareSuite(request: SuiteRequest): Promise<PreparedSuite> {
  const { file, firstSeed, shard } = request;
  const read = await readSuite(file);
  const { definition } = read;
  const automaticWorld = JSON.stringify(definition).includes('"auto"')
    ? (await chooseWorld('auto')).name
    : 'sim';
  const written = expandSuite(read, { firstSeed, automaticWorld });
  const problems = collectProblems();
  for (const group of written)
    for (const { plan } of group.jobs)
      problems.collect(null, read.wrong, group.path, () =>
        placed(read, group, () => partsOf({ ...plan, nemesis: withoutCollections(plan.nemesis) })),
      );
  problems.end(file);
  const worlds = await worldsOf(written);
  const leftOut = new Set<string>();
  const groups = written.map((group) => ({
    ...group,
    jobs: group.jobs.map((job) => {
      const missing = worlds.get(job.plan.world)?.missingFaults ?? [];
      const expanded = expandNemesis(job.plan, missing, false);
      for (const sentence of expanded.leftOut) leftOut.add(sentence);
      placed(read, group, () => requireCapabilities(expanded.plan, missing));
      return { ...job, plan: drawPackages(expanded.plan) };
    }),
  }));
  const builds = await buildAll(read, groups);
  const mine = shard === null ? groups : groupsOfShard(groups, shard);
  const jobs = jobOrder(mine);
  const suite: Suite = {
    format: 1,
    name: request.name ?? definition.name,
    file,
    digest: createHash('sha256')
      .update(JSON.stringify({ definition, firstSeed, automaticWorld }))
      .digest('hex'),
    firstSeed,
    shard,
    ...(shard === null ? {} : { elsewhere: without(groups, jobs) }),
    harness: await thisHarness(),
    startedAt: new Date().toISOString(),
    budgetMs: budgetMsOf(definition),
    builds: Object.fromEntries([...builds].map(([key, made]) => [key, versionsOf(made)])),
    groups: named(mine),
    jobs,
    thresholds: thresholdsOf(definition),
    probes: await probesOf(read, builds),
    end: null,
  };
  return {
    suite,
    worlds,
    buildsOf: (plan) => builds.get(buildKey(plan)) as PlanBuilds,
    leftOut: [...leftOut],
  };
}
