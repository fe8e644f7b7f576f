// A map with ranges, as one object: `put [key, value]`, `get key`, `delete key`, and `range [from, to]`, which returns the pairs
// [key, value] with from <= key < to in the order of their keys. Keys are all numbers or all strings. A `get` returns the value,
// or null. Where there are no ranges, registers by key are judged much faster.

import type { JsonValue } from '../../../history/operation.ts';
import { shownValue } from '../../../history/shown-value.ts';
import { type Action, inconsistent, type Model, ModelError, unknownFunction } from '../model.ts';
import { sameValue } from '../values.ts';

const FUNCTIONS = ['get', 'put', 'delete', 'range'];

type Key = number | string;
type Pair = readonly [Key, JsonValue];

function keyOf(value: JsonValue | undefined): Key {
  if (typeof value === 'number' || typeof value === 'string') return value;
  throw new ModelError(`a key must be a number or a string, not ${shownValue(value ?? null)}`);
}

function pair(f: string, value: JsonValue): readonly [JsonValue, JsonValue] {
  if (Array.isArray(value) && value.length === 2) return [value[0] as JsonValue, value[1] as JsonValue];
  throw new ModelError(
    `${f} needs a value [${f === 'put' ? 'key, value' : 'from, to'}], not ${shownValue(value)}`,
  );
}

function pairs(value: JsonValue): readonly Pair[] {
  if (!Array.isArray(value))
    throw new ModelError(`a range returns pairs [key, value], not ${shownValue(value)}`);
  return (value as JsonValue[]).map((part): Pair => {
    const [key, held] = pair('range', part);
    return [keyOf(key), held];
  });
}

const byKey = (a: Pair, b: Pair): number => (a[0] < b[0] ? -1 : 1);

function without(held: readonly Pair[], key: Key): readonly Pair[] {
  return held.filter(([other]) => other !== key);
}

/** A map that holds the pairs of the list `initial` at first. */
export function keyValueModel(initial: JsonValue): Model {
  return {
    name: 'key-value',
    initial: initial === null ? [] : pairs(initial).toSorted(byKey),
    functions: FUNCTIONS,
    repeats: ['put', 'delete'],
    takesLists: true,
    action(f, input, output): Action | null {
      if (!FUNCTIONS.includes(f)) throw unknownFunction('key-value', f, FUNCTIONS);
      if (f === 'put') {
        const [key, value] = pair(f, input);
        return { f, value: [keyOf(key), value], effect: 'total' };
      }
      if (f === 'delete') return { f, value: keyOf(input), effect: 'total' };
      if (output === undefined) return null;
      if (f === 'get') return { f, value: [keyOf(input), output], effect: 'none' };
      const [from, to] = pair(f, input);
      return { f, value: [keyOf(from), keyOf(to), pairs(output)], effect: 'none' };
    },
    step(state, { f, value }) {
      const held = state as readonly Pair[];
      if (f === 'delete') return without(held, value as Key);
      if (f === 'put') {
        const [key] = value as unknown as Pair;
        return [...without(held, key), value as unknown as Pair].toSorted(byKey);
      }
      if (f === 'get') {
        const [key, found] = value as unknown as Pair;
        const current = held.find(([other]) => other === key)?.[1] ?? null;
        return sameValue(current, found) ? state : inconsistent;
      }
      const [from, to, found] = value as readonly [Key, Key, JsonValue];
      return sameValue(
        held.filter(([key]) => from <= key && key < to),
        found,
      )
        ? state
        : inconsistent;
    },
  };
}
