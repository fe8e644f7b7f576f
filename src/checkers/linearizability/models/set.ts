// A set: `add` and `remove` an element, `read` the whole, in any order.

import type { JsonValue } from '../../../history/operation.ts';
import { type Action, inconsistent, type Model, ModelError, unknownFunction } from '../model.ts';
import { canonicalText } from '../values.ts';

const FUNCTIONS = ['add', 'remove', 'read'];

function elements(value: JsonValue): readonly string[] {
  if (value === null) return [];
  if (!Array.isArray(value))
    throw new ModelError(`a read of a set returns a list, not ${JSON.stringify(value)}`);
  return [...new Set((value as JsonValue[]).map(canonicalText))].sort();
}

/** A set that holds the elements of the list `initial` at first. */
export function setModel(initial: JsonValue): Model {
  return {
    name: 'set',
    initial: elements(initial),
    functions: FUNCTIONS,
    takesLists: true,
    action(f, input, output): Action | null {
      if (!FUNCTIONS.includes(f)) throw unknownFunction('set', f, FUNCTIONS);
      if (f !== 'read') return { f, value: canonicalText(input), effect: 'total' };
      return output === undefined ? null : { f, value: elements(output), effect: 'none' };
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
      if (held.includes(element) === (action.f === 'add')) return state;
      return action.f === 'add' ? [...held, element].sort() : held.filter((other) => other !== element);
    },
    // Without a remove a set only grows.
    outlook(actions) {
      if (actions.some(({ f }) => f === 'remove')) return null;
      const mayLead = (state: JsonValue, later: Action): boolean => {
        const seen = new Set(later.value as readonly string[]);
        return (state as readonly string[]).every((element) => seen.has(element));
      };
      return { mayLead, mayFollow: () => true };
    },
  };
}
