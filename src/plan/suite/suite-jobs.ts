// From a suite's matrices to its jobs, in the order in which they are begun: canaries first, then the groups by weight. A
// group's combinations take turns, seed after seed, so that what a budget leaves out is more seeds and no combination.

import { joinAsked } from '../asked-figures.ts';
import { defaultPlan, usualFaultInterval } from '../defaults.ts';
import { splitNames } from '../from-flags.ts';
import { PlanError, parsePlan } from '../parse-plan.ts';
import type { Plan } from '../plan.ts';
import { collectProblems } from '../problems.ts';
import { parseSeedRange, seedAt } from '../seed-range.ts';
import type { ReadSuite, SuitePath } from './read-suite.ts';
import type { PlanSettings, Seeds, SuiteGroup } from './suite-schema.ts';

export interface SuiteJob {
  /** Its group, combination and seed: `seeds: register, kill, sim, current, seed 7`. No two of a suite have the same. */
  readonly id: string;
  /**
   * The same with the place of a seed that is only counted, such as `run 3`, instead of the seed: what tools that watch a test
   * from one commit to the next know it by. Absent in suites of earlier versions.
   */
  readonly test?: string;
  /** Name of the matrix or the canary it belongs to. */
  readonly group: string;
  /** Its faults as they were written, such as `all`: its place in the matrix. */
  readonly nemesis: string;
  readonly plan: Plan;
}

export interface JobGroup {
  readonly name: string;
  readonly isCanary: boolean;
  readonly weight: number;
  /** Where it stands in the file. */
  readonly path: SuitePath;
  readonly jobs: readonly SuiteJob[];
}

export interface ExpandOptions {
  /** Where seeds that are only counted begin. */
  readonly firstSeed: number;
  /** What the world `auto` is here. */
  readonly automaticWorld: Plan['world'];
}

interface Combination {
  readonly workload: string;
  readonly nemesis: string;
  readonly world: Plan['world'];
  readonly version: string;
}

/** One row of a matrix as written: each axis a value or a list. */
type Axes = Pick<SuiteGroup['matrix'], 'workload'> & Partial<SuiteGroup['matrix']>;

const mostJobs = 100_000;

const listOf = <T>(value: T | readonly T[]): readonly T[] => (isList(value) ? value : [value]);

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/** In one spelling, so that `kill, partition` is `kill,partition`. */
const nemesisText = (written: string): string => splitNames(written).join(',') || 'none';

function combinationsOf(axes: Axes, { automaticWorld }: ExpandOptions): readonly Combination[] {
  const usual = defaultPlan('sim');
  return listOf(axes.workload).flatMap((workload) =>
    listOf(axes.nemesis ?? usual.nemesis.join(',')).flatMap((nemesis) =>
      listOf(axes.world ?? 'sim').flatMap((world) =>
        listOf(axes.version ?? usual.version).map((version) => ({
          workload,
          nemesis: nemesisText(nemesis),
          world: world === 'auto' ? automaticWorld : world,
          version,
        })),
      ),
    ),
  );
}

function seedsOf(seeds: Seeds | undefined, firstSeed: number): readonly number[] {
  if (isList(seeds)) return seeds;
  const range = parseSeedRange(String(seeds ?? 1), firstSeed);
  if (range.count > mostJobs) throw new PlanError(`at most ${mostJobs} seeds`);
  return Array.from({ length: range.count }, (_, position) => seedAt(range, position));
}

function isExcluded(combination: Combination, rule: Partial<Axes>, options: ExpandOptions): boolean {
  const worlds =
    rule.world === undefined
      ? undefined
      : listOf(rule.world).map((world) => (world === 'auto' ? options.automaticWorld : world));
  return (
    (rule.workload === undefined || listOf(rule.workload).includes(combination.workload)) &&
    (rule.nemesis === undefined || listOf(rule.nemesis).map(nemesisText).includes(combination.nemesis)) &&
    (worlds === undefined || worlds.includes(combination.world)) &&
    (rule.version === undefined || listOf(rule.version).includes(combination.version))
  );
}

/** What a suite sets in the plan of a run. */
type RunSettings = PlanSettings & Pick<Plan, 'thresholds'>;

function planOf(suite: string, combination: Combination, seed: number, settings: RunSettings): Plan {
  const { workload, nemesis, world, version } = combination;
  const usual = defaultPlan(world);
  const timeSeconds = settings.timeSeconds ?? usual.timeSeconds;
  const faultIntervalSeconds = usualFaultInterval(usual.faultIntervalSeconds, timeSeconds);
  const written = {
    ...usual,
    faultIntervalSeconds,
    ...settings,
    name: `${suite}-${workload}`.slice(0, 80),
    workload,
    nemesis: splitNames(nemesis),
    seed,
    version,
  };
  return parsePlan(written, `The plan of ${suite}`);
}

interface Lot {
  readonly combinations: readonly Combination[];
  readonly seeds: readonly number[];
  /** Whether these seeds stand in the file, and not only how many. */
  readonly seedsAreWritten: boolean;
  readonly settings: RunSettings;
}

/** Every combination with its first seed, then every one with its second. */
function jobsOf(
  suite: string,
  group: string,
  { combinations, seeds, seedsAreWritten, settings }: Lot,
): readonly SuiteJob[] {
  return seeds.flatMap((seed, position) =>
    combinations.map((combination) => {
      const { workload, nemesis, world, version } = combination;
      const named = (last: string): string =>
        `${group}: ${[workload, nemesis, world, version, last].join(', ')}`;
      return {
        id: named(`seed ${seed}`),
        test: named(seedsAreWritten ? `seed ${seed}` : `run ${position + 1}`),
        group,
        nemesis,
        plan: planOf(suite, combination, seed, settings),
      };
    }),
  );
}

const areWritten = (seeds: Seeds | undefined): boolean => seeds !== undefined && typeof seeds !== 'number';

/**
 * Every group with its jobs, canaries first.
 * @throws {PlanError} for a matrix that holds nothing, a name or a job that comes twice, or too many jobs
 */
export function expandSuite({ definition, wrong }: ReadSuite, options: ExpandOptions): readonly JobGroup[] {
  const { name: suite, defaults = {}, canaries = [] } = definition;
  const seedsAt = (seeds: Seeds | undefined, path: SuitePath): readonly number[] => {
    try {
      return seedsOf(seeds, options.firstSeed);
    } catch {
      throw wrong([...path, 'seeds'], `"${String(seeds)}" is no range of at most ${mostJobs} seeds.`);
    }
  };
  const problems = collectProblems();
  const matrices = definition.jobs.map((group, position): JobGroup => {
    const path = ['jobs', position];
    const { name, matrix, exclude = [], include = [], weight = 1, plan = {} } = group;
    const all = combinationsOf(matrix, options);
    exclude.forEach((rule, at) => {
      if (!all.some((combination) => isExcluded(combination, rule, options)))
        problems.add(wrong([...path, 'exclude', at], 'no combination of the matrix is left out by this.'));
    });
    const kept = all.filter((combination) => !exclude.some((rule) => isExcluded(combination, rule, options)));
    if (kept.length === 0 && include.length === 0)
      problems.add(
        wrong([...path, 'exclude'], `the matrix of ${name} is empty: every combination is left out.`),
      );
    const thresholds = joinAsked([definition.thresholds?.eachRun, group.thresholds?.eachRun]);
    const settings = { ...defaults, ...plan, ...(thresholds === undefined ? {} : { thresholds }) };
    const part = (one: Axes, combinations: readonly Combination[], at: SuitePath, own: PlanSettings) =>
      problems.collect([], wrong, at, () =>
        jobsOf(suite, name, {
          combinations,
          seeds: seedsAt(one.seeds, at),
          seedsAreWritten: areWritten(one.seeds),
          settings: { ...settings, ...own },
        }),
      );
    const jobs = [
      ...part(matrix, kept, [...path, 'matrix'], {}),
      ...include.flatMap((one, at) =>
        part(one, combinationsOf(one, options), [...path, 'include', at], one.plan ?? {}),
      ),
    ];
    return { name, isCanary: false, weight, path, jobs };
  });
  const broken = canaries.map((canary, position): JobGroup => {
    const path = ['canaries', position];
    const { name, plan = {} } = canary;
    const jobs = problems.collect([], wrong, path, () =>
      jobsOf(suite, name, {
        combinations: combinationsOf(canary, options),
        seeds: seedsAt(canary.seeds, path),
        seedsAreWritten: areWritten(canary.seeds),
        settings: { ...defaults, ...plan },
      }),
    );
    return { name, isCanary: true, weight: 1, path, jobs };
  });
  const groups = [...broken, ...matrices];
  problems.end(definition.name);
  requireSingle(groups, wrong);
  return groups;
}

function requireSingle(groups: readonly JobGroup[], wrong: ReadSuite['wrong']): void {
  const names = new Set<string>();
  const ids = new Set<string>();
  for (const { name, path, jobs } of groups) {
    if (names.has(name)) throw wrong([...path, 'name'], `the name ${name} is used twice.`);
    names.add(name);
    for (const { id } of jobs) {
      if (ids.has(id)) throw wrong(path, `this run comes twice: ${id}.`);
      ids.add(id);
      if (ids.size > mostJobs) throw wrong(path, `a suite has at most ${mostJobs} runs.`);
    }
  }
}

/**
 * All jobs in the order in which they are begun. Canaries first, since without them the rest says little; then each group
 * gets turns in proportion to its weight, evenly spread.
 */
export function jobOrder(groups: readonly JobGroup[]): readonly SuiteJob[] {
  const turns = groups.flatMap(({ isCanary, weight, jobs }, place) =>
    jobs.map((job, position) => ({ job, place, at: isCanary ? -1 : (position + 0.5) / weight })),
  );
  return turns.sort((left, right) => left.at - right.at || left.place - right.place).map(({ job }) => job);
}
