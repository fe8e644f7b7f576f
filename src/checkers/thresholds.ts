// What is measured of a run's availability, what somebody asks for, and which of it was missed.

/** What clients met because of one fault. Times in milliseconds. */
export interface FaultEffect {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number | null;
  /** To the first answer to an operation begun since; null where there was none, absent where nobody tried. */
  readonly readAfterStartMs?: number | null;
  readonly writeAfterStartMs?: number | null;
  readonly readAfterEndMs?: number | null;
  readonly writeAfterEndMs?: number | null;
  /** Of the operations begun while it lasted, those answered; null for none. */
  readonly answeredPercent: number | null;
  readonly errors: { readonly [errorClass: string]: number };
}

export interface AvailabilityMeasures {
  readonly answeredPercent: number | null;
  /** Of the time in which clients tried, that outside outages. */
  readonly availableReadsPercent: number | null;
  readonly availableWritesPercent: number | null;
  readonly longestOutageMs: number;
  readonly faults: readonly FaultEffect[];
}

/** Absent ones are not asked for. */
export interface Thresholds {
  /** Of all operations, those answered. */
  readonly answeredPercent?: number | undefined;
  /** From the start of each fault to the first answer to a read and to a write begun since. */
  readonly failoverMs?: number | undefined;
  /** The same from the end of each fault. */
  readonly recoveryMs?: number | undefined;
  /** The longest time in which clients tried to read, or to write, and nothing succeeded. */
  readonly outageMs?: number | undefined;
}

/** One sentence without its dot for each threshold missed. */
export function missedThresholds(
  { answeredPercent, longestOutageMs, faults }: AvailabilityMeasures,
  thresholds: Thresholds,
): readonly string[] {
  const missed: string[] = [];
  if (thresholds.answeredPercent !== undefined && (answeredPercent ?? 0) < thresholds.answeredPercent)
    missed.push(
      `${(answeredPercent ?? 0).toFixed(2)} % of operations were answered instead of ${thresholds.answeredPercent} %`,
    );
  if (thresholds.outageMs !== undefined && longestOutageMs > thresholds.outageMs)
    missed.push(
      `an outage lasted ${longestOutageMs.toFixed(0)} ms instead of ${thresholds.outageMs} ms at most`,
    );
  for (const fault of faults) {
    missed.push(...tooSlow(fault, ['readAfterStartMs', 'writeAfterStartMs'], 'start', thresholds.failoverMs));
    missed.push(...tooSlow(fault, ['readAfterEndMs', 'writeAfterEndMs'], 'end', thresholds.recoveryMs));
  }
  return missed;
}

function tooSlow(
  fault: FaultEffect,
  fields: readonly ('readAfterStartMs' | 'writeAfterStartMs' | 'readAfterEndMs' | 'writeAfterEndMs')[],
  moment: 'start' | 'end',
  atMostMs: number | undefined,
): readonly string[] {
  if (atMostMs === undefined) return [];
  return fields.flatMap((field) => {
    const took = fault[field];
    if (took === undefined || (took !== null && took <= atMostMs)) return [];
    const what = field.startsWith('read') ? 'read' : 'write';
    const when = `the ${moment} of ${fault.name} at ${(fault.startMs / 1000).toFixed(3)} s`;
    return took === null
      ? [`no ${what} succeeded after ${when}`]
      : [`the first ${what} after ${when} took ${took.toFixed(0)} ms instead of ${atMostMs} ms at most`];
  });
}
