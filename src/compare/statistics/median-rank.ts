// An interval for a median from the order of the values alone: how many of n values lie below it is a matter of n coins
// (Thompson 1936).

import { probit } from 'simple-statistics';

/** Beyond this the exact probabilities are too small for a number, and the normal distribution is as good. */
const mostExact = 500;

/**
 * The rank, from either end, of the values between which the median lies with this confidence; 0 where there are too few
 * values.
 */
export function rareMedianRank(count: number, level: number): number {
  if (count > mostExact) return Math.floor(count / 2 - (probit((1 + level) / 2) * Math.sqrt(count)) / 2);
  let probability = 2 ** -count;
  let below = 0;
  let rank = 0;
  while (rank <= count / 2) {
    below += probability;
    if (below > (1 - level) / 2) return rank;
    probability *= (count - rank) / (rank + 1);
    rank += 1;
  }
  return Math.min(rank, Math.floor(count / 2));
}
