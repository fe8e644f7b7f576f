// What the search works on: calls of one object as events in time order, with everything about values reduced to
// integers. Open calls live in reused slots, so that a configuration is a few words however long the history is.

import { canonicalText } from '../../history/canonical-text.ts';
import type { JsonValue } from '../../history/operation.ts';
import { shownValue } from '../../history/shown-value.ts';
import { type CallColumns, callAt, NEVER } from './call-columns.ts';
import {
  EFFECT_CHANGE,
  EFFECT_NONE,
  EFFECT_OVERWRITE,
  EFFECT_TOTAL,
  IMPOSSIBLE,
  REQUIRED,
  UNKNOWN,
} from './codes.ts';
import { type IntegerMap, integerMap } from './integer-map.ts';
import { type Action, inconsistent, type Model, type Outlook } from './model.ts';
import { NONE } from './register-calls.ts';
import { lastNeeds, type StateKnowledge, stateKnowledge } from './state-knowledge.ts';
import { timeline } from './timeline.ts';
import { type ValueTable, valueTable } from './values.ts';

/** What a model's outlook says of the calls of a history; for required calls that never change the state. */
export interface Lookahead {
  /** False only when `call` can no longer be taken from `state` on, unless an overwrite comes first. */
  mayLead(state: number, call: number): boolean;
  /** The overwrites after which `call` can be taken. */
  overwritesFor(call: number): readonly number[];
}

export interface Problem {
  readonly count: number;
  /** Twice the call for its invocation, plus one for its end. */
  readonly events: Int32Array;
  /** Per call, the event that ends it; the number of events where none does. */
  readonly deadline: Int32Array;
  /** Per call, the slot it occupies while open. */
  readonly slot: Int32Array;
  readonly slots: number;
  /** Per call: UNKNOWN, REQUIRED or OPTIONAL. */
  readonly required: Uint8Array;
  /** Per call; calls of one kind do the same in every state. */
  readonly kind: Int32Array;
  readonly kinds: number;
  /** Calls of unknown outcome may be placed any number of times: allows too much, and is much faster to exhaust. */
  readonly inexhaustible: boolean;
  readonly effect: Uint8Array;
  readonly initial: number;
  readonly next: (state: number, call: number) => number;
  readonly knowledge: StateKnowledge | null;
  readonly lookahead: Lookahead | null;
  /** Position in the history of an event. */
  readonly positionOf: (event: number) => number;
  describeState(state: number): string;
}

const EFFECTS = {
  none: EFFECT_NONE,
  overwrite: EFFECT_OVERWRITE,
  total: EFFECT_TOTAL,
  change: EFFECT_CHANGE,
};

/**
 * The problem for any model: states and actions are numbered as they turn up, transitions remembered.
 * @throws {ModelError} for a call that is not the model's
 */
export function modelProblem(calls: CallColumns, model: Model): Problem {
  const states = valueTable();
  const kinds = new Map<string, number>();
  const actions: Action[] = [];
  const kept: number[] = [];
  const kindOf: number[] = [];
  for (let at = 0; at < calls.count; at++) {
    const action = actionOfCall(calls, at, model);
    if (action === null) continue;
    const text = `${action.f} ${action.effect} ${canonicalText(action.value)}`;
    let kind = kinds.get(text);
    if (kind === undefined) kinds.set(text, (kind = actions.push(action) - 1));
    kept.push(at);
    kindOf.push(kind);
  }
  const invoked = Int32Array.from(kept, (at) => calls.invoked[at] as number);
  const end = Int32Array.from(kept, (at) => calls.completed[at] as number);
  const required = Uint8Array.from(end, (completed) => (completed === NEVER ? UNKNOWN : REQUIRED));
  const time = timeline({ count: kept.length, invoked, end, required });
  const initial = states.intern(model.initial);
  const known = model.edges?.(kindOf.map((kind) => actions[kind] as Action)) ?? null;
  const idOf = (state: JsonValue | undefined): number => (state === undefined ? NONE : states.intern(state));
  const needs = Int32Array.from(kept, (_call, i) => idOf(known?.edges[i]?.needs));
  const gives = Int32Array.from(kept, (_call, i) => idOf(known?.edges[i]?.gives));
  const columns = { count: kept.length, needs, gives, completed: end };
  const transitions: IntegerMap[] = [];
  const actionOf = (call: number): Action => actions[kindOf[call] as number] as Action;
  // What is remembered of a transition is the next state plus 1, which makes IMPOSSIBLE 0.
  const next = (state: number, call: number): number => {
    const need = needs[call] as number;
    if (need !== NONE && need !== state) return IMPOSSIBLE;
    const row = (transitions[state] ??= integerMap(8));
    const kind = kindOf[call] as number;
    const seen = row.get(kind);
    if (seen !== -1) return seen - 1;
    const after = model.step(states.valueOf(state), actions[kind] as Action);
    const id = after === inconsistent ? IMPOSSIBLE : states.intern(after);
    row.set(kind, id + 1);
    return id;
  };
  return {
    count: kept.length,
    ...time,
    required,
    kind: Int32Array.from(kindOf),
    kinds: actions.length,
    inexhaustible: false,
    // What is possible in one state only is not possible in all.
    effect: Uint8Array.from(kept, (_call, i) =>
      needs[i] !== NONE && actionOf(i).effect === 'total' ? EFFECT_CHANGE : EFFECTS[actionOf(i).effect],
    ),
    initial,
    next,
    knowledge:
      known === null || !known.complete
        ? null
        : stateKnowledge({ needs, gives, required, lastPosition: lastNeeds(columns, states.size) }, time),
    lookahead: lookaheadOf(model.outlook?.(actions) ?? null, kindOf, actions, states),
    describeState: (state) => shownValue(states.valueOf(state)),
  };
}

/** What one call did; null for one that tells nothing. */
function actionOfCall(calls: CallColumns, at: number, model: Model): Action | null {
  const { f, input, output, completed, refused } = callAt(calls, at);
  if (refused === true) return model.refusal?.(f, input) ?? null;
  return model.action(f, input, completed === NEVER ? undefined : output);
}

/** Comparing every read with every overwrite is worth it up to here. */
const MAX_COMPARISONS = 4_000_000;

function lookaheadOf(
  outlook: Outlook | null,
  kindOf: readonly number[],
  actions: readonly Action[],
  states: ValueTable,
): Lookahead | null {
  if (outlook === null) return null;
  const overwriteKinds: number[] = [];
  let reads = 0;
  for (const [kind, { effect }] of actions.entries()) {
    if (effect === 'overwrite') overwriteKinds.push(kind);
    if (effect === 'none') reads++;
  }
  if (reads * overwriteKinds.length > MAX_COMPARISONS) return null;
  const callsOfKind: number[][] = actions.map(() => []);
  for (const [call, kind] of kindOf.entries()) callsOfKind[kind]?.push(call);
  const actionOf = (kind: number): Action => actions[kind] as Action;
  const overwrites: (readonly number[])[] = actions.map((action) =>
    action.effect !== 'none'
      ? []
      : overwriteKinds
          .filter((kind) => outlook.mayFollow(actionOf(kind), action))
          .flatMap((kind) => callsOfKind[kind] ?? []),
  );
  return {
    mayLead: (state, call) => outlook.mayLead(states.valueOf(state), actionOf(kindOf[call] as number)),
    overwritesFor: (call) => overwrites[kindOf[call] as number] ?? [],
  };
}
