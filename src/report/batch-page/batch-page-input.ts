// What the page of a batch of seeds is made of.

import type { BatchSummary } from '../../batch/tally.ts';
import type { Plan } from '../../plan/plan.ts';
import type { SavedBatch } from '../../store/batch.ts';

export interface BatchPageInput {
  readonly saved: SavedBatch;
  readonly summary: BatchSummary;
  /** The plan of all seeds; its own seed is the first one. */
  readonly plan: Plan;
  /** Name of the batch's own folder. */
  readonly time: string;
  /** Where the page of a saved run is, seen from this page. */
  readonly addressOf: (name: string, time: string) => string;
}
