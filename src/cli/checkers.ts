// The checkers that can be asked for by name, told to people.

import type { Checker } from '../checkers/checker.ts';
import { type CheckerOptionName, type CheckerOptions, flagOf } from '../checkers/checker-options.ts';
import { checkerNamed, registeredCheckers } from '../checkers/registry.ts';
import { sentence, usageFailure } from './failure.ts';
import { findByName } from './nearest.ts';

const mostShownModels = 5;

/** All of them in `ls --json`, and in the answer to a wrong one. */
function shownModels(models: readonly string[]): string {
  const left = models.length - mostShownModels;
  const shown = models.slice(0, mostShownModels).join(', ');
  return left > 0 ? `${shown}, … ${left} more` : shown;
}

const named = (name: string): { readonly name: string } => ({ name });

export const checkerChoices = registeredCheckers.map(({ name, summary, models, takes }) => ({
  name,
  summary: models.length === 0 ? summary : `${summary}; --model ${shownModels(models)}`,
  models,
  options: takes,
}));

/**
 * A checker by name.
 * @throws {CommandFailure} for an unknown checker or model, a choice where there is none, and an option that it does not
 *   take or that makes no sense to it
 */
export function chosenChecker(name: string, { model, ...others }: CheckerOptions): Checker {
  const { models, takes } = findByName('checker', name, registeredCheckers);
  for (const option of Object.keys(others) as CheckerOptionName[]) {
    if (takes.includes(option)) continue;
    const able = registeredCheckers.filter((checker) => checker.takes.includes(option));
    throw usageFailure(
      `The checker ${name} does not take ${flagOf(option)}: leave it out (${able.map((one) => one.name).join(', ')} ${able.length === 1 ? 'takes' : 'take'} it).`,
    );
  }
  if (model !== undefined && models.length === 0)
    throw usageFailure(`The checker ${name} has no models: leave --model out.`);
  if (model !== undefined) findByName('model', model, models.map(named));
  try {
    return checkerNamed(name, model === undefined ? others : { model, ...others });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { message } = error;
    throw usageFailure(sentence(message.charAt(0).toUpperCase() + message.slice(1)));
  }
}
