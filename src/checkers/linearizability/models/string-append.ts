// Keys that hold strings: `append` adds to the end, `get` returns the whole, `put` replaces it. One model per key.

import type { JsonValue } from '../../../history/operation.ts';
import { type Action, inconsistent, type Model, ModelError, unknownFunction } from '../model.ts';

const FUNCTIONS = ['get', 'append', 'put'];
const ALIASES: Readonly<Record<string, string>> = {
  read: 'get',
  get: 'get',
  append: 'append',
  put: 'put',
  write: 'put',
};

function text(value: JsonValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  throw new ModelError(`string-append-kv holds strings, not ${JSON.stringify(value)}`);
}

/** A string that starts as `initial`. */
export function stringAppendModel(initial: JsonValue): Model {
  return {
    name: 'string-append-kv',
    initial: text(initial),
    functions: FUNCTIONS,
    action(f, input, output): Action | null {
      const known = Object.hasOwn(ALIASES, f) ? ALIASES[f] : undefined;
      if (known === undefined) throw unknownFunction('string-append-kv', f, FUNCTIONS);
      if (known === 'get')
        return output === undefined ? null : { f: known, value: text(output), effect: 'none' };
      return { f: known, value: text(input), effect: known === 'put' ? 'overwrite' : 'total' };
    },
    step(state, action) {
      if (action.f === 'put') return action.value;
      if (action.f === 'append') return (state as string) + (action.value as string);
      return state === action.value ? state : inconsistent;
    },
    // Between two puts a string only grows at its end.
    outlook: () => ({
      mayLead: (state, later) => (later.value as string).startsWith(state as string),
      mayFollow: (put, later) => (later.value as string).startsWith(put.value as string),
    }),
  };
}
