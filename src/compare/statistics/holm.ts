// Many comparisons at once: with twenty of them one is likely to look like something. Holm's step-down (1979) keeps the
// probability of even one false alarm among all below the level, whatever they have to do with one another.

/** The p-values, raised so that each may be compared with the level for all of them together. In their order. */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((_, position) => position);
  order.sort((left, right) => (values[left] as number) - (values[right] as number));
  const adjusted = values.map(() => 1);
  let least = 0;
  order.forEach((position, step) => {
    least = Math.max(least, Math.min(1, (values[position] as number) * (values.length - step)));
    adjusted[position] = least;
  });
  return adjusted;
}
