// Locks that know their owner, which is the process: only who holds one may release it. The reentrant one may be acquired
// again by its owner and is free when it was released as often. A process ends with an operation of unknown outcome, so
// what it held then stays held unless that operation was its release.

import type { JsonValue } from '../../../history/operation.ts';
import { shownValue } from '../../../history/shown-value.ts';
import { functionReader } from '../deciders/functions.ts';
import { decideHolds } from '../deciders/holds.ts';
import { undecidedDecision } from '../decision.ts';
import { type Action, inconsistent, type Model, ModelError, unknownFunction } from '../model.ts';

const FUNCTIONS = ['acquire', 'release'];

/** Who holds it and how many times; null while it is free. */
type State = readonly [owner: number, depth: number] | null;

/**
 * A mutex with an owner.
 * @param initial the process that holds it at first; null for nobody
 * @throws {ModelError} where `initial` is anything else
 */
export function ownedMutexModel(name: 'owned-mutex' | 'reentrant-mutex', initial: JsonValue): Model {
  const reentrant = name === 'reentrant-mutex';
  if (initial !== null && !isProcess(initial))
    throw new ModelError(
      `${name} begins with the process that holds it or null, not with ${shownValue(initial)}`,
    );
  const first: State = initial === null ? null : [initial, 1];
  return {
    name,
    initial: first,
    functions: FUNCTIONS,
    byProcess: true,
    action(f, process): Action {
      if (!FUNCTIONS.includes(f)) throw unknownFunction(name, f, FUNCTIONS);
      return { f, value: process, effect: 'change' };
    },
    refusal: (f, process) => ({ f: f === 'acquire' ? 'busy' : 'stranger', value: process, effect: 'none' }),
    step: (state, { f, value }) => next(state as unknown as State, f, value as number, reentrant),
    decide(calls) {
      if (calls.refused?.includes(1) === true) return undecidedDecision;
      const functionOf = functionReader(calls, name, FUNCTIONS);
      return decideHolds(calls, {
        reentrant,
        owner: initial,
        isAcquire: (call) => functionOf(call) === 0,
        ownerOf: (call) => calls.values.valueOf(calls.input[call] as number) as number,
      });
    },
  };
}

function isProcess(value: JsonValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function next(state: State, f: string, process: number, reentrant: boolean): JsonValue | typeof inconsistent {
  const isOwner = state !== null && state[0] === process;
  switch (f) {
    case 'acquire':
      if (state === null) return [process, 1];
      return isOwner && reentrant ? [process, state[1] + 1] : inconsistent;
    case 'release':
      if (!isOwner) return inconsistent;
      return state[1] === 1 ? null : [process, state[1] - 1];
    case 'busy':
      return state === null || (isOwner && reentrant) ? inconsistent : state;
    default:
      return isOwner ? inconsistent : state;
  }
}
