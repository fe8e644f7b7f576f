// Null distributions of rank statistics, counted exactly by dynamic programming over sums of (doubled) ranks: with ties
// and zeros as they are in the data, which tables and formulas do not know of (Streitberg and Röhmel, "Exact
// distributions for permutation and rank tests", 1986). Beyond some hundred values the normal distribution takes over.

import { errorFunction, probit } from 'simple-statistics';

/**
 * More values than this are too many to count, and the normal distribution, whose tails are the thicker ones, is good: of
 * a choice among all ranks, and of signs.
 */
const mostChosenFrom = 40;
const mostSigned = 60;

/** How likely is a sum of at least `observed`, when `chosen` of the ranks are drawn at random? */
export function chosenSumAtLeast(ranks: readonly number[], chosen: number, observed: number): number {
  if (ranks.length <= mostChosenFrom) return tailShare(chosenWays(ranks, chosen), observed);
  const { mean, deviation } = chosenMoments(ranks, chosen);
  return normalTail((observed - 1 - mean) / deviation);
}

/** How likely is a sum of at least `observed`, when each rank is added with probability one half? */
export function halvedSumAtLeast(ranks: readonly number[], observed: number): number {
  if (ranks.length <= mostSigned) return tailShare(halvedWays(ranks), observed);
  const { mean, deviation } = halvedMoments(ranks);
  return normalTail((observed - 1 - mean) / deviation);
}

/** The largest sum of `chosen` ranks without ties that so few or fewer draws, up to `share`, do not exceed. */
export function rareChosenSum(count: number, chosen: number, share: number): number {
  const ranks = plainRanks(count);
  return count <= mostChosenFrom
    ? rareSum(chosenWays(ranks, chosen), share)
    : rareNormal(chosenMoments(ranks, chosen), share);
}

/** The same where each rank is added with probability one half. */
export function rareHalvedSum(count: number, share: number): number {
  const ranks = plainRanks(count);
  return count <= mostSigned ? rareSum(halvedWays(ranks), share) : rareNormal(halvedMoments(ranks), share);
}

function plainRanks(count: number): readonly number[] {
  return Array.from({ length: count }, (_, position) => 2 * (position + 1));
}

/** By sum: in how many ways `chosen` of the ranks have it. */
function chosenWays(ranks: readonly number[], chosen: number): Float64Array {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: chosen + 1 }, () => new Float64Array(total + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (const rank of ranks)
    for (let count = chosen; count >= 1; count -= 1)
      addShifted(ways[count] as Float64Array, ways[count - 1] as Float64Array, rank);
  return ways[chosen] as Float64Array;
}

/** By sum: in how many ways any of the ranks have it. */
function halvedWays(ranks: readonly number[]): Float64Array {
  const ways = new Float64Array(ranks.reduce((sum, rank) => sum + rank, 0) + 1);
  ways[0] = 1;
  for (const rank of ranks) addShifted(ways, ways, rank);
  return ways;
}

/** Adds the ways to have `rank` less. From the top, so that both may be the same. */
function addShifted(ways: Float64Array, others: Float64Array, rank: number): void {
  for (let sum = ways.length - 1; sum >= rank; sum -= 1)
    ways[sum] = (ways[sum] as number) + (others[sum - rank] as number);
}

function tailShare(ways: Float64Array, observed: number): number {
  let all = 0;
  let tail = 0;
  ways.forEach((count, sum) => {
    all += count;
    if (sum >= observed) tail += count;
  });
  return tail / all;
}

/** The largest sum with at most `share` of all ways up to it; -1 where even the least sum is too common. */
function rareSum(ways: Float64Array, share: number): number {
  const all = ways.reduce((sum, count) => sum + count, 0);
  let below = 0;
  let largest = -1;
  for (let sum = 0; sum < ways.length; sum += 1) {
    const count = ways[sum] as number;
    below += count;
    if (below > share * all) return largest;
    if (count > 0) largest = sum;
  }
  return largest;
}

interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

function rareNormal({ mean, deviation }: Moments, share: number): number {
  return Math.floor(mean + probit(share) * deviation);
}

/** Of a sum drawn without replacement. */
function chosenMoments(ranks: readonly number[], chosen: number): Moments {
  const count = ranks.length;
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / count;
  const spread = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0) / (count - 1);
  return { mean: chosen * mean, deviation: Math.sqrt((chosen * (count - chosen) * spread) / count) };
}

function halvedMoments(ranks: readonly number[]): Moments {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const squares = ranks.reduce((sum, rank) => sum + rank * rank, 0);
  return { mean: total / 2, deviation: Math.sqrt(squares) / 2 };
}

/** Share of a standard normal distribution above `z`; all of it where nothing varies. */
function normalTail(z: number): number {
  if (!Number.isFinite(z)) return 1;
  return z < 0 ? 1 - normalTail(-z) : (1 - errorFunction(z / Math.SQRT2)) / 2;
}
