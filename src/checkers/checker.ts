// A checker turns a history into a verdict with evidence.

import type { History } from '../history/history.ts';
import type { JsonValue, Operation } from '../history/operation.ts';

/** `false` only with evidence; `unknown` only with the reason, such as the budget that ran out. */
export type Validity = true | false | 'unknown';

export interface Verdict {
  readonly checker: string;
  readonly valid: Validity;
  /** One sentence: what was found, or why it is not known. Empty for a plain pass. */
  readonly reason: string;
  /** Operations that show a violation, as they stand in the history. */
  readonly witnesses: readonly Operation[];
  /** Everything else the checker measured or can explain; JSON for `results.json`. */
  readonly details: { readonly [key: string]: JsonValue };
}

/** Limits of one check. Reaching one is the verdict `unknown`, with the limit named. */
export interface Budget {
  readonly timeMs: number;
  readonly memoryBytes: number;
}

export interface Checker {
  readonly name: string;
  check(history: History, budget: Budget): Promise<Verdict> | Verdict;
}
