// What a decider that does not search says of the calls of one object.

import type { CallColumns } from './call-columns.ts';

/** A verdict, or `undecided` where the argument does not apply and the search has to look. */
export type Decision =
  | { readonly kind: 'linearizable' }
  | {
      readonly kind: 'undecided';
      /** What is left to be searched, as objects that have nothing to do with each other; by default all calls as one. */
      readonly parts?: readonly CallColumns[];
    }
  | ({ readonly kind: 'violation' } & Contradiction);

/** Operations that cannot have happened together. */
export interface Contradiction {
  /** Why, as a part of a sentence. */
  readonly reason: string;
  /** Rows of the history (of invocations or completions) of the operations that contradict each other, ascending. */
  readonly positions: readonly number[];
  /** A row by which the violation shows: the prefix up to it is not linearizable; NEVER where only the whole shows it. */
  readonly within: number;
}

export const linearizableDecision: Decision = { kind: 'linearizable' };
export const undecidedDecision: Decision = { kind: 'undecided' };
