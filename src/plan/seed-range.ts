// Which seeds a batch runs: so many from a first one on, or from one to another.

import { PlanError } from './parse-plan.ts';
import { randomSeed, seedMax } from './seed.ts';

export interface SeedRange {
  /** Unsigned 32-bit. */
  readonly first: number;
  readonly count: number;
}

const mostSeeds = 10_000_000;

/**
 * Reads `--seeds`: a number of seeds, or `first-last`.
 * @param first where a plain number of seeds begins; anywhere where absent
 * @throws {PlanError}
 */
export function parseSeedRange(text: string, first: number | null): SeedRange {
  const [, from, to] = /^(\d{1,10})-(\d{1,10})$/.exec(text) ?? [];
  const begin = from === undefined ? (first ?? randomSeed().number) : Number(from);
  const plain = /^\d{1,8}$/.test(text) ? Number(text) : 0;
  const count = to === undefined ? plain : Number(to) - begin + 1;
  if (count >= 1 && count <= mostSeeds && begin <= seedMax && (to === undefined || Number(to) <= seedMax))
    return { first: begin, count };
  throw new PlanError(
    `--seeds is "${text}", but must be a number of seeds from 1 to ${mostSeeds}, or a range such as 100-199, whose seeds are at most ${seedMax}.`,
  );
}

/** The place of a seed in the range, from 0. */
export function positionOf({ first }: SeedRange, seed: number): number {
  return (seed - first + (seedMax + 1)) % (seedMax + 1);
}

/** The seed at a place of the range; the seed after the last one of all is 0. */
export function seedAt({ first }: SeedRange, position: number): number {
  return (first + position) % (seedMax + 1);
}
