// The checkers that judge a history by name, for histories that come without a workload.

import type { JsonValue } from '../history/operation.ts';
import type { Checker } from './checker.ts';
import { linearizable } from './linearizability/checker.ts';
import { modelNames } from './linearizability/models.ts';
import { setDurability } from './set-durability.ts';
import { statistics } from './statistics.ts';

export interface CheckerOptions {
  /** For `linearizable`: one of `modelNames`; `cas-register` when absent. */
  readonly model?: string;
  /** For `linearizable`: the state before the first operation. */
  readonly initial?: JsonValue;
}

const CHECKERS: Readonly<Record<string, (options: CheckerOptions) => Checker>> = {
  linearizable: ({ model = 'cas-register', initial = null }) => linearizable({ model, initial }),
  set: () => setDurability(),
  statistics: () => statistics(),
};

/** Names that `checkerNamed` takes. */
export const checkerNames: readonly string[] = Object.keys(CHECKERS);
export { modelNames };

/**
 * The checker of that name.
 * @throws {RangeError} for an unknown checker or model, naming those there are
 */
export function checkerNamed(name: string, options: CheckerOptions = {}): Checker {
  const create = Object.hasOwn(CHECKERS, name) ? CHECKERS[name] : undefined;
  if (create === undefined)
    throw new RangeError(`no checker "${name}"; there are ${checkerNames.join(', ')}`);
  return create(options);
}
