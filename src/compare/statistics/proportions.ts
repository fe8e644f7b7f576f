// Shares of runs: an exact interval for one (Clopper and Pearson 1934) and an exact test of two (Fisher 1922). Failures
// are rare, so that nothing approximate would do.

import { gammaln } from 'simple-statistics';

export interface Share {
  readonly count: number;
  readonly runs: number;
  /** Bounds of the share, 0 to 1. */
  readonly low: number;
  readonly high: number;
}

function logChoose(all: number, chosen: number): number {
  return gammaln(all + 1) - gammaln(chosen + 1) - gammaln(all - chosen + 1);
}

/** Probability of at least `count` of `runs`, each with probability `share`. */
function atLeast(count: number, runs: number, share: number): number {
  if (count <= 0) return 1;
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  let sum = 0;
  for (let k = count; k <= runs; k += 1)
    sum += Math.exp(logChoose(runs, k) + k * Math.log(share) + (runs - k) * Math.log1p(-share));
  return Math.min(1, sum);
}

/** The share at which a probability that grows with it reaches `wanted`. */
function shareWhere(wanted: number, probability: (share: number) => number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (probability(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** @param level of confidence, such as 0.95 */
export function shareOf(count: number, runs: number, level: number): Share {
  const tail = (1 - level) / 2;
  return {
    count,
    runs,
    low: count === 0 ? 0 : shareWhere(tail, (share) => atLeast(count, runs, share)),
    high: count === runs ? 1 : shareWhere(1 - tail, (share) => atLeast(count + 1, runs, share)),
  };
}

/** Probability of the second share lying this much above the first by chance alone (one-sided). */
export function secondShareIsLarger(
  first: Pick<Share, 'count' | 'runs'>,
  second: Pick<Share, 'count' | 'runs'>,
): number {
  const failed = first.count + second.count;
  const all = logChoose(first.runs + second.runs, failed);
  let sum = 0;
  for (let count = second.count; count <= Math.min(failed, second.runs); count += 1)
    if (failed - count <= first.runs)
      sum += Math.exp(logChoose(second.runs, count) + logChoose(first.runs, failed - count) - all);
  return Math.min(1, sum);
}
