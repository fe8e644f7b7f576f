// Which part of a suite one of several machines runs. The parts have no job in common and are the whole together.

import { PlanError } from '../parse-plan.ts';
import type { JobGroup } from './suite-jobs.ts';

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

/**
 * The groups with the jobs of one shard. Jobs are dealt out like cards, over all groups; a canary is not divided, since
 * one of its jobs is enough to catch it.
 */
export function groupsOfShard(groups: readonly JobGroup[], { part, of }: Shard): readonly JobGroup[] {
  let dealt = 0;
  const isMine = (): boolean => dealt++ % of === part - 1;
  return groups
    .map((group) => {
      if (group.isCanary) return isMine() ? group : { ...group, jobs: [] };
      return { ...group, jobs: group.jobs.filter(isMine) };
    })
    .filter(({ jobs }) => jobs.length > 0);
}
