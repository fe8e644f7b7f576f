// Delta debugging over a list: leaves out ever smaller stretches for as long as what is left still fails (Zeller and
// Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE TSE 28(2), 2002).

/**
 * Answers the smallest list it found that still fails, and tells each smaller one by having called `fails`.
 * @param items a list that fails
 * @param fails whether a list still fails; asked at most about `items.length` squared times
 * @param mayGoOn false ends the search with the best list so far
 */
export async function reduceList<Item>(
  items: readonly Item[],
  fails: (items: readonly Item[]) => Promise<boolean>,
  mayGoOn: () => boolean,
): Promise<readonly Item[]> {
  if (items.length === 0 || (await fails([]))) return [];
  let best = items;
  let size = Math.ceil(best.length / 2);
  while (mayGoOn()) {
    let reduced = false;
    // From the end: what comes last depends on what came before, not the other way round.
    for (let end = best.length; end > 0 && mayGoOn(); ) {
      const from = Math.max(0, end - size);
      const rest = [...best.slice(0, from), ...best.slice(end)];
      if (rest.length > 0 && (await fails(rest))) {
        best = rest;
        reduced = true;
      }
      end = from;
    }
    if (size === 1 && !reduced) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return best;
}
