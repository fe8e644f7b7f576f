// The checkers that can be asked for by name, told to people, and the one that fits a history nobody named one for.

import type { Checker } from '../checkers/checker.ts';
import { type FailureReading, failureReadings } from '../checkers/linearizability/checker.ts';
import { checkerNamed, registeredCheckers } from '../checkers/registry.ts';
import type { JsonValue, Operation } from '../history/operation.ts';
import { usageFailure } from './failure.ts';
import { findByName } from './nearest.ts';

const named = (name: string): { readonly name: string } => ({ name });

export const checkerChoices = registeredCheckers.map(({ name, summary, models }) => ({
  name,
  summary: models.length === 0 ? summary : `${summary}; --model ${models.join(', ')}`,
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

/** A checker, with its model where it has some. */
export interface FittingChecker {
  readonly checker: string;
  readonly model: string | undefined;
}

/** Functions that only one model has, the rarer ones first. */
const tellingFunctions: readonly (readonly [f: string, fitting: FittingChecker])[] = [
  ['remove', { checker: 'linearizable', model: 'set' }],
  ['add', { checker: 'set-full', model: undefined }],
  ['acquire', { checker: 'linearizable', model: 'mutex' }],
  ['append', { checker: 'linearizable', model: 'string-append-kv' }],
  ['write', { checker: 'linearizable', model: 'cas-register' }],
  ['read', { checker: 'linearizable', model: 'cas-register' }],
];

/**
 * The checker that fits what a history does.
 * @param wanted a checker named by a person, for which only the model is looked for
 * @returns `null` where none is known to fit
 */
export function fittingChecker(
  history: readonly Operation[],
  wanted: string | undefined,
): FittingChecker | null {
  const functions = new Set(history.filter(({ process }) => process !== 'nemesis').map(({ f }) => f));
  const fitting = functions.has('txn')
    ? transactionChecker(history)
    : (tellingFunctions.find(([f]) => functions.has(f))?.[1] ?? null);
  if (wanted === undefined || fitting?.checker === wanted) return fitting;
  return { checker: wanted, model: undefined };
}

/** Lists or registers, told by the first micro-operation that is one of the two. */
function transactionChecker(history: readonly Operation[]): FittingChecker {
  for (const { f, value } of history) {
    if (f !== 'txn' || !Array.isArray(value)) continue;
    for (const part of value as readonly JsonValue[]) {
      if (!Array.isArray(part)) continue;
      const [kind, , found] = part as readonly JsonValue[];
      if (kind === 'append' || Array.isArray(found)) return { checker: 'list-append', model: undefined };
      if (kind === 'w' || kind === 'write') return { checker: 'rw-register', model: undefined };
    }
  }
  return { checker: 'rw-register', model: undefined };
}
