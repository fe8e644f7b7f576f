// The checkers that can be asked for by name, for histories that come without a workload.

import type { Checker } from '../checkers/checker.ts';
import { linearizable } from '../checkers/linearizability/checker.ts';
import { modelNames } from '../checkers/linearizability/models.ts';
import { setDurability } from '../checkers/set-durability.ts';
import { statistics } from '../checkers/statistics.ts';
import type { Operation } from '../history/operation.ts';
import { usageFailure } from './failure.ts';
import { findByName } from './nearest.ts';

interface CheckerChoice {
  readonly name: string;
  readonly summary: string;
  /** The model where none is named; absent for a checker without models. */
  readonly defaultModel?: string;
  readonly create: (model: string) => Checker;
}

export const checkerChoices: readonly CheckerChoice[] = [
  {
    name: 'linearizable',
    summary: `every key behaves as one object; --model ${modelNames.join(', ')}`,
    defaultModel: 'cas-register',
    create: (model) => linearizable({ model }),
  },
  {
    name: 'set',
    summary: 'no acknowledged element of a set is missing, none is there twice',
    create: () => setDurability(),
  },
  { name: 'statistics', summary: 'how operations ended and how long they took', create: () => statistics() },
];

/**
 * A checker by name.
 * @throws {CommandFailure} for an unknown checker or model, or a model where there are none.
 */
export function checkerNamed(name: string, model: string | undefined): Checker {
  const choice = findByName('checker', name, checkerChoices);
  if (choice.defaultModel === undefined) {
    if (model !== undefined) throw usageFailure(`The checker ${name} has no models: leave --model out.`);
    return choice.create('');
  }
  const chosen = findByName(
    'model',
    model ?? choice.defaultModel,
    modelNames.map((known) => ({ name: known })),
  );
  return choice.create(chosen.name);
}

/** The checker that fits what a history does, where nobody named one; `null` where none is known to fit. */
export function fittingChecker(history: readonly Operation[]): string | null {
  const functions = new Set(history.filter(({ process }) => process !== 'nemesis').map(({ f }) => f));
  if (functions.has('add')) return 'set';
  return functions.has('write') || functions.has('read') ? 'linearizable' : null;
}
