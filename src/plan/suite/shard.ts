// Which part of a suite one of several machines runs. The parts have no job in common and are the whole together.

import { PlanError } from '../parse-plan.ts';
import type { Plan } from '../plan.ts';
import type { JobGroup, SuiteJob } from './suite-jobs.ts';

export interface Shard {
  /** From 1. */
  readonly part: number;
  readonly of: number;
}

const mostShards = 1000;

/** Reads `--shard`. @throws {PlanError} */
export function parseShard(text: string): Shard {
  const [, part = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (part >= 1 && part <= of && of <= mostShards) return { part, of };
  throw new PlanError(
    `--shard is "${text}", but must be which part of how many, such as 2/4: the first at most the second, at most ${mostShards}.`,
  );
}

/** A run that costs the others of its shard time, or a canary with all its runs. */
interface Load {
  readonly position: number;
  readonly costSeconds: number;
}

/** Hosts are booted, healed and judged beside the load of a run. */
const realOverheadSeconds = 40;
/** What one core simulates in a second, about. */
const simulatedOperationsPerSecond = 5_000;

/** What a run takes, about, in seconds of the machine: enough to tell long ones from short ones. */
export function expectedCostSeconds({ world, timeSeconds, ratePerSecond }: Plan): number {
  if (world !== 'sim') return timeSeconds + realOverheadSeconds;
  return 0.5 + timeSeconds * (0.02 + ratePerSecond / simulatedOperationsPerSecond);
}

/**
 * The groups with the jobs of one shard. The most expensive job goes first, each to the shard that has the least to do by
 * then, so that all end at about the same time; every machine comes to the same division. A canary is not divided, since one
 * of its jobs is enough to catch it.
 */
export function groupsOfShard(groups: readonly JobGroup[], { part, of }: Shard): readonly JobGroup[] {
  const loads: Load[] = [];
  const add = (costSeconds: number): number => loads.push({ position: loads.length, costSeconds }) - 1;
  const costOf = (job: SuiteJob): number => expectedCostSeconds(job.plan);
  const units = groups.map(({ isCanary, jobs }) => {
    if (isCanary) return [add(jobs.reduce((sum, job) => sum + costOf(job), 0))];
    return jobs.map((job) => add(costOf(job)));
  });
  const shardOf = divide(loads, of);
  return groups
    .map((group, place) => ({
      ...group,
      jobs: group.jobs.filter(
        (_job, at) => shardOf[units[place]?.[group.isCanary ? 0 : at] ?? 0] === part - 1,
      ),
    }))
    .filter(({ jobs }) => jobs.length > 0);
}

/** The shard of each load. Among shards that have as little to do, the first one takes it. */
function divide(loads: readonly Load[], of: number): Uint16Array {
  const shards = new Uint16Array(loads.length);
  const spentSeconds = new Float64Array(of);
  const byCost = [...loads].sort(
    (left, right) => right.costSeconds - left.costSeconds || left.position - right.position,
  );
  for (const { position, costSeconds } of byCost) {
    const least = spentSeconds.indexOf(Math.min(...spentSeconds));
    shards[position] = least;
    spentSeconds[least] = (spentSeconds[least] ?? 0) + costSeconds;
  }
  return shards;
}
