// How the writes of a workload look on the disk of a replica, in its log and in its tables: for finding them there after
// a run. A workload without one is judged by what its clients saw alone.

import type { PersistedWrite } from '../src/checkers/persisted.ts';
import type { SqlValue } from '../src/worlds/world.ts';

/** What a statement of the log does to the values of the workload. */
export type StatementMeaning =
  /** Nothing. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'write';
      readonly write: PersistedWrite;
      /** It depends on what is there whether anything is written. */
      readonly isConditional: boolean;
    };

export interface PersistedForm {
  /** The table that holds the values. */
  readonly table: string;
  /** `null` for a statement that is not the workload's. */
  meaningOf(sql: string, parameters: readonly SqlValue[]): StatementMeaning | null;
  /** Selects everything there is; its rows are for `writeInRow`. */
  readonly readAll: string;
  /** The write that a row of the table shows. */
  writeInRow(row: readonly SqlValue[]): PersistedWrite;
}
