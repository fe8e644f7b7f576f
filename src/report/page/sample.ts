// Which of very many points are drawn: as many from every stretch of time, always with its lowest and its highest one,
// and the same ones each time. A picture of a million points then looks like one of all of them.

/** Positions of points in the order of their times. */
export interface Points {
  readonly length: number;
  /** Ascending. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export interface SampleOptions {
  /** Stretches of equal length that time is cut into. */
  readonly stretches: number;
  /** Points kept of each; two at least, for the lowest and the highest. */
  readonly perStretch: number;
}

/** Positions of the points to draw, ascending; all of them where they are few enough. */
export function samplePoints(points: Points, { stretches, perStretch }: SampleOptions): readonly number[] {
  const { length, x } = points;
  if (length <= stretches * perStretch) return Array.from({ length }, (_, position) => position);
  const first = x[0] as number;
  const width = ((x[length - 1] as number) - first) / stretches;
  const kept: number[] = [];
  let from = 0;
  for (let stretch = 1; stretch <= stretches; stretch++) {
    const end = stretch === stretches ? length : firstAtOrAfter(x, first + stretch * width, from, length);
    kept.push(...sampleStretch(points, from, end, perStretch));
    from = end;
  }
  return kept;
}

/** Some of the points from one position to another: the extremes, and the rest evenly spaced. */
function sampleStretch({ y }: Points, from: number, end: number, most: number): readonly number[] {
  if (end - from <= most) return Array.from({ length: end - from }, (_, position) => from + position);
  let lowest = from;
  let highest = from;
  for (let at = from + 1; at < end; at++) {
    if ((y[at] as number) < (y[lowest] as number)) lowest = at;
    if ((y[at] as number) > (y[highest] as number)) highest = at;
  }
  const kept = new Set([lowest, highest]);
  const others = most - kept.size;
  for (let one = 0; one < others; one++) kept.add(from + Math.floor(((one + 0.5) * (end - from)) / others));
  return [...kept].sort((left, right) => left - right);
}

function firstAtOrAfter(x: ArrayLike<number>, wanted: number, from: number, end: number): number {
  let low = from;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
