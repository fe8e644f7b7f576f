// One register: read, write and, for `cas-register`, compare-and-set of `[expected, new]`.
// A compare-and-set that failed is a compare that did not match or was not carried out: either way it changed nothing.

import type { JsonValue } from '../../../history/operation.ts';
import { shownValue } from '../../../history/shown-value.ts';
import { type Action, inconsistent, type Model, ModelError, unknownFunction } from '../model.ts';
import { sameValue } from '../values.ts';

const FUNCTIONS = ['read', 'write', 'cas'] as const;

/** The three functions of a register under the names that histories give them. */
export type RegisterFunction = (typeof FUNCTIONS)[number];

const ALIASES: Readonly<Record<string, RegisterFunction>> = {
  read: 'read',
  get: 'read',
  r: 'read',
  write: 'write',
  put: 'write',
  set: 'write',
  w: 'write',
  cas: 'cas',
  'compare-and-set': 'cas',
};

const repeats = Object.keys(ALIASES).filter((f) => ALIASES[f] !== 'read');

/** The register function a history means by `f`, or undefined. */
export function registerFunction(f: string): RegisterFunction | undefined {
  return Object.hasOwn(ALIASES, f) ? ALIASES[f] : undefined;
}

/** Splits the argument of a compare-and-set. */
export function compareAndSetPair(input: JsonValue): readonly [JsonValue, JsonValue] {
  if (Array.isArray(input) && input.length === 2) return input as [JsonValue, JsonValue];
  throw new ModelError(`cas needs a value [expected, new], not ${shownValue(input)}`);
}

/** A register that starts with `initial`. */
export function registerModel(name: 'register' | 'cas-register', initial: JsonValue): Model {
  return {
    name,
    initial,
    functions: FUNCTIONS,
    repeats,
    action(f, input, output): Action | null {
      const known = registerFunction(f);
      if (known === undefined) throw unknownFunction(name, f, FUNCTIONS);
      if (known === 'read') return output === undefined ? null : { f: known, value: output, effect: 'none' };
      if (known === 'write') return { f: known, value: input, effect: 'overwrite' };
      const [expected, next] = compareAndSetPair(input);
      return { f: known, value: input, effect: sameValue(expected, next) ? 'none' : 'change' };
    },
    // A refused compare-and-set found another value than the one it expected.
    refusal: (f, input) =>
      registerFunction(f) === 'cas'
        ? { f: 'miss', value: compareAndSetPair(input)[0], effect: 'none' }
        : null,
    step(state, action) {
      if (action.f === 'miss') return sameValue(state, action.value) ? inconsistent : state;
      if (action.f === 'read') return sameValue(state, action.value) ? state : inconsistent;
      if (action.f === 'write') return action.value;
      const [expected, next] = compareAndSetPair(action.value);
      return sameValue(state, expected) ? next : inconsistent;
    },
  };
}
