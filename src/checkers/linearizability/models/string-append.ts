// Keys that hold strings: `append` adds to the end, `get` returns the whole, `put` replaces it. One model per key.

import type { JsonValue } from '../../../history/operation.ts';
import { shownValue } from '../../../history/shown-value.ts';
import {
  type Action,
  type Edge,
  type Edges,
  inconsistent,
  type Model,
  ModelError,
  unknownFunction,
} from '../model.ts';

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
  throw new ModelError(`string-append-kv holds strings, not ${shownValue(value)}`);
}

/** A string that starts as `initial`. */
export function stringAppendModel(initial: JsonValue): Model {
  return {
    name: 'string-append-kv',
    initial: text(initial),
    functions: FUNCTIONS,
    repeats: Object.keys(ALIASES).filter((f) => ALIASES[f] !== 'get'),
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
    edges: (actions) => (initial === null || initial === '' ? edgesOfParts(actions) : null),
  };
}

/**
 * Where strings can be taken apart into what was written, a read tells of each part it holds what came before it. A part
 * that only one call wrote was appended just there. Parts that no read holds lead to states that no read sees.
 */
function edgesOfParts(actions: readonly Action[]): Edges | null {
  const writers = new Map<string, number>();
  for (const { f, value } of actions) {
    if (f !== 'get') writers.set(value as string, (writers.get(value as string) ?? 0) + 1);
  }
  const takeApart = splitter([...writers.keys()]);
  if (takeApart === null) return null;
  const before = new Map<string, string>();
  for (const { f, value } of actions) {
    if (f !== 'get') continue;
    let prefix = '';
    for (const part of takeApart(value as string)) {
      if (!before.has(part)) before.set(part, prefix);
      prefix += part;
    }
  }
  const complete = [...writers.values()].every((count) => count === 1);
  const edges = actions.map(({ f, value }): Edge => {
    const part = value as string;
    if (f === 'get') return { needs: part };
    if (f === 'put') return { gives: part };
    const prefix = writers.get(part) === 1 ? before.get(part) : undefined;
    return prefix === undefined ? {} : { needs: prefix, gives: prefix + part };
  });
  return { edges, complete };
}

/** How to take strings apart into these parts without doubt: each has one end character that occurs nowhere else in it. */
function splitter(parts: readonly string[]): ((text: string) => readonly string[]) | null {
  const last = parts[0]?.at(-1);
  if (last === undefined) return null;
  if (!parts.every((part) => part.indexOf(last) === part.length - 1)) return null;
  return (text) =>
    text
      .split(last)
      .map((part, i, all) => (i < all.length - 1 ? part + last : part))
      .filter((part) => part !== '');
}
