// What a sequential object is: an initial state and a step. The checker asks whether a concurrent history could have
// been produced by one such object, each call taking effect at one instant between its invocation and its completion.

import type { JsonValue } from '../../history/operation.ts';
import type { CallColumns } from './call-columns.ts';
import type { Decision } from './decision.ts';

/** Answer of a step that the object could not have taken. */
export const inconsistent: unique symbol = Symbol('inconsistent');

/**
 * How an action changes the state, which is what the search's shortcuts rest on.
 * - `none`: never changes it, in any state.
 * - `overwrite`: possible in every state, and the state after it does not depend on the state before.
 * - `total`: possible in every state.
 * - `change`: anything else.
 */
export type Effect = 'none' | 'overwrite' | 'total' | 'change';

/** What one call did, or would do: function, and arguments with results in one value. */
export interface Action {
  readonly f: string;
  readonly value: JsonValue;
  readonly effect: Effect;
}

/** The one state an action must find, and the one it leaves; absent where not known. */
export interface Edge {
  readonly needs?: JsonValue;
  readonly gives?: JsonValue;
}

export interface Edges {
  readonly edges: readonly Edge[];
  /** Every state that some action must find is left only by actions that say so in `gives`. */
  readonly complete: boolean;
}

/** What can become of a state. `later` is an action that never changes the state, such as a read. */
export interface Outlook {
  /** False only when, without an overwrite in between, `later` can no longer be taken once the object is in `state`. */
  mayLead(state: JsonValue, later: Action): boolean;
  /** False only when `later` can never be taken between this overwrite and the next one. */
  mayFollow(overwrite: Action, later: Action): boolean;
}

export interface Model {
  readonly name: string;
  readonly initial: JsonValue;
  /** Functions the model knows, for error messages. */
  readonly functions: readonly string[];
  /**
   * Functions that are answered with their own argument, or null: an answer with any other value is one to another request,
   * and the history cannot be judged.
   */
  readonly repeats?: readonly string[];
  /** Pairs that are asked for mean something to the model, so that a pair as value is no key with its value. */
  readonly takesLists?: true;
  /** It matters who makes a call: `action` and `refusal` get the process in place of what was asked for. */
  readonly byProcess?: true;
  /**
   * What a call did. `output` is the value of its `ok` completion and absent when the outcome is not known.
   * `null` for a call that can be left out of the history because it tells nothing: a read of unknown outcome.
   * @throws {ModelError} when the function or its arguments are not the model's
   */
  action(f: string, input: JsonValue, output: JsonValue | undefined): Action | null;
  step(state: JsonValue, action: Action): JsonValue | typeof inconsistent;
  /**
   * What a failed call tells where failures are taken as observations: the object was, at some moment of the call, in a
   * state that refuses it. It must not change the state (effect `none`). Null, or no such function: it tells nothing.
   */
  refusal?(f: string, input: JsonValue): Action | null;
  /** Decides without search, where that can be done; see `docs/writing-a-model.md`. */
  decide?(calls: CallColumns): Decision;
  /** Of each action of a history, the states around it, as far as they follow from the history; null where none do. */
  edges?(actions: readonly Action[]): Edges | null;
  /** Lets the search give up early in a history with these actions; null where nothing is known. */
  outlook?(actions: readonly Action[]): Outlook | null;
}

/** A history holds a call that the model does not know. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

/** The error for a function that a model does not have. */
export function unknownFunction(model: string, f: string, known: readonly string[]): ModelError {
  return new ModelError(`the model ${model} has no function "${f}"; it knows ${known.join(', ')}`);
}
