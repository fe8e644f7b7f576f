// The checkers that can be asked for by name, told to people.

import type { Checker } from '../checkers/checker.ts';
import { type FailureReading, failureReadings } from '../checkers/linearizability/checker.ts';
import { checkerNamed, registeredCheckers } from '../checkers/registry.ts';
import { usageFailure } from './failure.ts';
import { findByName } from './nearest.ts';

const mostShownModels = 5;

/** All of them in `ls --json`, and in the answer to a wrong one. */
function shownModels(models: readonly string[]): string {
  const left = models.length - mostShownModels;
  const shown = models.slice(0, mostShownModels).join(', ');
  return left > 0 ? `${shown}, … ${left} more` : shown;
}

const named = (name: string): { readonly name: string } => ({ name });

export const checkerChoices = registeredCheckers.map(({ name, summary, models }) => ({
  name,
  summary: models.length === 0 ? summary : `${summary}; --model ${shownModels(models)}`,
  models,
}));

/**
 * A checker by name.
 * @throws {CommandFailure} for an unknown checker or model, or a choice where there is none.
 */
export function chosenChecker(
  name: string,
  model: string | undefined,
  failed: FailureReading | undefined,
): Checker {
  const { models } = findByName('checker', name, registeredCheckers);
  if (failed !== undefined && name !== 'linearizable') {
    throw usageFailure(`The checker ${name} does not ask what failures tell: leave --failed out.`);
  }
  const reading = failed === undefined ? {} : { failed };
  if (model === undefined) return checkerNamed(name, reading);
  if (models.length === 0) throw usageFailure(`The checker ${name} has no models: leave --model out.`);
  return checkerNamed(name, { model: findByName('model', model, models.map(named)).name, ...reading });
}

/**
 * What a person means by `--failed`.
 * @throws {CommandFailure} for anything else than the readings there are
 */
export function chosenReading(text: string | undefined): FailureReading | undefined {
  if (text === undefined) return undefined;
  const reading = failureReadings.find((one) => one === text);
  if (reading !== undefined) return reading;
  throw usageFailure(`--failed takes ${failureReadings.join(' or ')}, not '${text}'.`);
}
