// The figures of one run that runs are compared by: how fast, how available, how soon back after each fault. Small enough
// to be kept of every seed of a batch.

import { z } from 'zod';
import type { AvailabilityMeasures, FaultEffect } from '../checkers/availability-measures.ts';
import type { RunResults } from './results.ts';

const latencySchema = z.object({
  p50: z.number(),
  p90: z.number(),
  p99: z.number(),
  p999: z.number(),
  max: z.number(),
});

const faultFiguresSchema = z.object({
  package: z.string(),
  /** Since the beginning of the run. */
  startMs: z.number(),
  /** Whether it took the leader away and left a majority to choose another; absent where nodes did not say who led. */
  unseatsLeader: z.boolean().exactOptional(),
  /**
   * From its start to the first answer, of reads and writes the later; `null` where there was none any more, absent where
   * nobody tried.
   */
  failoverMs: z.number().nullable().exactOptional(),
  /** The same from its end. */
  recoveryMs: z.number().nullable().exactOptional(),
});

export const figuresSchema = z.object({
  /** Digest of the machine that the seed drew; in the simulated world only. */
  drawn: z.string().exactOptional(),
  /** Length of the history, from its first to its last event. */
  seconds: z.number(),
  okPerSecond: z.number().nullable(),
  /** Of successful operations; `null` without one. */
  latencyMs: latencySchema.nullable(),
  answeredPercent: z.number().nullable(),
  availableReadsPercent: z.number().nullable(),
  availableWritesPercent: z.number().nullable(),
  longestOutageMs: z.number(),
  faults: z.array(faultFiguresSchema).readonly(),
});

export type RunFigures = Readonly<z.infer<typeof figuresSchema>>;
export type FaultFigures = Readonly<z.infer<typeof faultFiguresSchema>>;

interface Statistics {
  readonly seconds: number;
  readonly okPerSecond: number | null;
  readonly latencyMs: RunFigures['latencyMs'];
}

/** The figures of a run, from its verdicts; `null` where it was not measured. */
export function figuresOf({
  verdicts,
  faults,
  drawn,
}: Pick<RunResults, 'verdicts' | 'faults' | 'drawn'>): RunFigures | null {
  const detailsOf = (name: string): unknown => verdicts.find(({ checker }) => checker === name)?.details;
  const measured = detailsOf('availability') as AvailabilityMeasures | undefined;
  const statistics = detailsOf('statistics') as Statistics | undefined;
  if (measured?.faults === undefined || statistics?.seconds === undefined) return null;
  const { answeredPercent, availableReadsPercent, availableWritesPercent, longestOutageMs } = measured;
  const { seconds, okPerSecond, latencyMs } = statistics;
  return {
    ...(drawn === undefined ? {} : { drawn }),
    ...{ seconds, okPerSecond, latencyMs, answeredPercent },
    ...{ availableReadsPercent, availableWritesPercent, longestOutageMs },
    faults: measured.faults.map((effect) => faultFigures(effect, faults)),
  };
}

function faultFigures(effect: FaultEffect, records: RunResults['faults']): FaultFigures {
  const record = records.find(({ startNs }) => startNs / 1e6 === effect.startMs);
  return {
    package: record?.package ?? effect.name,
    startMs: effect.startMs,
    ...(record?.unseatsLeader === undefined ? {} : { unseatsLeader: record.unseatsLeader }),
    ...later('failoverMs', effect.readAfterStartMs, effect.writeAfterStartMs),
    ...later('recoveryMs', effect.readAfterEndMs, effect.writeAfterEndMs),
  };
}

function later(
  field: 'failoverMs' | 'recoveryMs',
  ...waited: readonly (number | null | undefined)[]
): Partial<FaultFigures> {
  const tried = waited.filter((one) => one !== undefined);
  if (tried.length === 0) return {};
  return { [field]: tried.includes(null) ? null : Math.max(...tried.map((one) => one ?? 0)) };
}
