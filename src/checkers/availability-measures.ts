// What is measured of how available a run was.

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
