// A set: `add` and `remove` an element, ask whether it `contains` one, `read` the whole, in any order. `contains` returns true or
// false, or the element with it.

import { canonicalText } from '../../../history/canonical-text.ts';
import { absent } from '../../../history/interner.ts';
import type { JsonValue } from '../../../history/operation.ts';
import { shownValue } from '../../../history/shown-value.ts';
import { type CallColumns, isRefused } from '../call-columns.ts';
import { functionReader } from '../deciders/functions.ts';
import { decideSetElements, setCall } from '../deciders/set-elements.ts';
import { decideGrowingSet } from '../deciders/set-reads.ts';
import { type Decision, undecidedDecision } from '../decision.ts';
import { type Action, inconsistent, type Model, ModelError, unknownFunction } from '../model.ts';
import { sameValue } from '../values.ts';

const FUNCTIONS = ['add', 'remove', 'contains', 'read'];
const [ADD, REMOVE, READ] = [0, 1, 3];

function listOf(value: JsonValue): readonly JsonValue[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value as readonly JsonValue[];
  throw new ModelError(`a read of a set returns a list, not ${shownValue(value)}`);
}

function elements(value: JsonValue): readonly string[] {
  return [...new Set(listOf(value).map(canonicalText))].sort();
}

function answer(asked: JsonValue, output: JsonValue): boolean {
  const isPair = Array.isArray(output) && output.length === 2 && sameValue(output[0] as JsonValue, asked);
  const told: JsonValue = isPair ? (output[1] as JsonValue) : output;
  if (typeof told === 'boolean') return told;
  throw new ModelError(`contains ${shownValue(asked)} returns true or false, not ${shownValue(output)}`);
}

/** A set that holds the elements of the list `initial` at first. */
export function setModel(initial: JsonValue): Model {
  return {
    name: 'set',
    initial: elements(initial),
    functions: FUNCTIONS,
    repeats: ['add', 'remove'],
    action(f, input, output): Action | null {
      if (!FUNCTIONS.includes(f)) throw unknownFunction('set', f, FUNCTIONS);
      if (f === 'add' || f === 'remove') return { f, value: canonicalText(input), effect: 'total' };
      if (output === undefined) return null;
      if (f === 'read') return { f, value: elements(output), effect: 'none' };
      return { f: answer(input, output) ? 'has' : 'lacks', value: canonicalText(input), effect: 'none' };
    },
    step(state, action) {
      const held = state as readonly string[];
      if (action.f === 'read') {
        const seen = action.value as readonly string[];
        return held.length === seen.length && held.every((element, i) => element === seen[i])
          ? state
          : inconsistent;
      }
      const element = action.value as string;
      const present = held.includes(element);
      if (action.f === 'has' || action.f === 'lacks')
        return present === (action.f === 'has') ? state : inconsistent;
      if (present === (action.f === 'add')) return state;
      return action.f === 'add' ? [...held, element].sort() : held.filter((other) => other !== element);
    },
    // Without a remove a set only grows.
    outlook(actions) {
      if (actions.some(({ f }) => f === 'remove' || f === 'has' || f === 'lacks')) return null;
      const mayLead = (state: JsonValue, later: Action): boolean => {
        const seen = new Set(later.value as readonly string[]);
        return (state as readonly string[]).every((element) => seen.has(element));
      };
      return { mayLead, mayFollow: () => true };
    },
    decide: (calls) => decideSet(calls, listOf(initial)),
  };
}

function decideSet(calls: CallColumns, initial: readonly JsonValue[]): Decision {
  const { count, input, output, values } = calls;
  const functionOf = functionReader(calls, 'set', FUNCTIONS);
  const kinds = new Uint8Array(count);
  const reads: number[] = [];
  let single = 0;
  for (let call = 0; call < count; call++) {
    const f = functionOf(call);
    if (isRefused(calls, call)) continue;
    if (f === ADD) kinds[call] = setCall.add;
    else if (f === REMOVE) kinds[call] = setCall.remove;
    else if (output[call] === absent) continue;
    else if (f === READ) reads.push(call);
    else {
      const asked = values.valueOf(input[call] as number);
      kinds[call] = answer(asked, values.valueOf(output[call] as number)) ? setCall.saw : setCall.missed;
    }
    if (f !== ADD && f !== READ) single++;
  }
  if (reads.length > 0) {
    if (single > 0) return undecidedDecision;
    const adds: number[] = [];
    for (let call = 0; call < count; call++) if (kinds[call] === setCall.add) adds.push(call);
    return decideGrowingSet(calls, {
      adds,
      elementOf: (call) => input[call] as number,
      reads,
      elementsOf: (read) => listOf(values.valueOf(output[read] as number)).map(values.intern),
      initial: [...new Set(initial.map(values.intern))],
    });
  }
  if (initial.length > 0) return undecidedDecision;
  return decideSetElements(calls, { kinds, element: input });
}
