// Ranks with ties shared (midranks), doubled so that they stay whole numbers: sums of them can then be counted exactly.

/** Twice the rank of each value, from 1 for the least; equal values share the mean of theirs. */
export function doubledRanks(values: readonly number[]): readonly number[] {
  const order = values.map((_, position) => position);
  order.sort((left, right) => compareNumbers(values[left] as number, values[right] as number));
  const ranks = values.map(() => 0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1] as number] === values[order[from] as number])
      to += 1;
    for (let at = from; at <= to; at += 1) ranks[order[at] as number] = from + to + 2;
    from = to + 1;
  }
  return ranks;
}

/** Ascending, infinities included: their difference would be no number. */
export function compareNumbers(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
