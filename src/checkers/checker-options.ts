// What can be said to a checker beyond its name: each option once, for the command line, plans and threads alike.

import type { JsonValue } from '../history/operation.ts';
import type { KeyStyle } from './keyed-history.ts';
import type { FailureReading } from './linearizability/checker.ts';

export interface CheckerOptions {
  /** One of the checker's `models`; the first of them when absent. */
  readonly model?: string;
  /** What every object holds before the first operation; when absent, nothing: null, 0, an empty list. */
  readonly initial?: JsonValue;
  /** For `linearizable`: what a failed operation tells; `dropped` when absent. */
  readonly failed?: FailureReading;
  /** Where operations have their key; told by the history when absent. */
  readonly keys?: KeyStyle;
  /** For the model `semaphore`: how many permits there are; 1 when absent. */
  readonly permits?: number;
  /** For `bank`: what all balances add up to; what most reads add up to when absent. */
  readonly total?: number;
  /** For `bank`: the accounts there are; any when absent. */
  readonly accounts?: readonly JsonValue[];
  /** For `monotonic`: functions that read; `read` and `weak-read` when absent. */
  readonly functions?: readonly string[];
}

/** An option other than the model, which every list of checkers shows by itself. */
export type CheckerOptionName = Exclude<keyof CheckerOptions, 'model'>;

/** The flag of an option on the command line, which has the same name in a plan. */
export const flagOf = (option: CheckerOptionName): string => `--${option}`;
