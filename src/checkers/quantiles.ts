// Durations as the few numbers that describe them.

import type { JsonValue } from '../history/operation.ts';

const shares = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999, max: 1 } as const;
const nanosecondsPerMillisecond = 1e6;

/** Nearest-rank quantiles of nanoseconds, in milliseconds; null where there is nothing to measure. */
export function quantilesMs(durationsNs: ArrayLike<number>): JsonValue {
  if (durationsNs.length === 0) return null;
  const sorted = Float64Array.from(durationsNs).sort();
  return Object.fromEntries(
    Object.entries(shares).map(([name, share]) => {
      const rank = Math.max(1, Math.ceil(share * sorted.length));
      return [name, (sorted[rank - 1] as number) / nanosecondsPerMillisecond];
    }),
  );
}
