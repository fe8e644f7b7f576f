// Tests that ask nothing of a distribution but its order, since latencies and outages are anything but normal: the rank
// sum of two samples (Wilcoxon 1945; Mann and Whitney 1947) and the signed ranks of pairs (Wilcoxon 1945), zeros ranked
// and then left out (Pratt 1959). One-sided: that the second, or the difference, is larger.

import { chosenSumAtLeast, halvedSumAtLeast } from './permutations.ts';
import { doubledRanks } from './ranks.ts';

/** Probability of the second sample lying this much above the first by chance alone. */
export function secondIsLarger(first: readonly number[], second: readonly number[]): number {
  const ranks = doubledRanks([...first, ...second]);
  const observed = ranks.slice(first.length).reduce((sum, rank) => sum + rank, 0);
  return chosenSumAtLeast(ranks, second.length, observed);
}

/** Probability of differences this far above zero, if each were as likely to lie below. */
export function differencesArePositive(differences: readonly number[]): number {
  const ranks = doubledRanks(differences.map(Math.abs));
  const signed = ranks.filter((_, position) => differences[position] !== 0);
  const observed = ranks.reduce(
    (sum, rank, position) => ((differences[position] as number) > 0 ? sum + rank : sum),
    0,
  );
  return signed.length === 0 ? 1 : halvedSumAtLeast(signed, observed);
}

/** The least p-value that so many runs can give at all, whatever they show. */
export function leastPossible(firstCount: number, secondCount: number, paired: boolean): number {
  if (paired) return 2 ** -Math.min(firstCount, secondCount);
  let ways = 1;
  for (let k = 1; k <= Math.min(firstCount, secondCount); k += 1)
    ways = (ways * (Math.max(firstCount, secondCount) + k)) / k;
  return 1 / ways;
}

/**
 * Cliff's delta (1993): how much more often a value of the second lies above one of the first than below, -1 to 1. Of
 * pairs, each is compared with its own.
 */
export function cliffsDelta(first: readonly number[], second: readonly number[]): number {
  const ranks = doubledRanks([...first, ...second]);
  const sum = ranks.slice(first.length).reduce((total, rank) => total + rank, 0) / 2;
  const above = sum - (second.length * (second.length + 1)) / 2;
  return (2 * above) / (first.length * second.length) - 1;
}

/** The same of the differences of pairs. */
export function pairedDelta(differences: readonly number[]): number {
  return differences.reduce((sum, one) => sum + Math.sign(one), 0) / differences.length;
}
