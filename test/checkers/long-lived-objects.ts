// More objects for long histories, each for one or two checkers.

import type { JsonValue } from '../../src/history/operation.ts';
import { type LongLived, longGrowingSet, longRegisters } from './long-histories.ts';

/** Of five registers, each under a key. */
export const readWrite = (): LongLived => withoutCas(longRegisters(5));

export const onlyAdds = (): LongLived => longGrowingSet(1_000_000_000);

export function withoutCas(object: LongLived): LongLived {
  return {
    ...object,
    ask(draw) {
      const asked = object.ask(draw);
      return asked.f === 'cas' ? { ...asked, f: 'read', value: null } : asked;
    },
  };
}

/** One element that is added once and removed all the time. */
export function removals(): LongLived {
  let added = false;
  return {
    ask: () => ({ f: added ? 'remove' : 'add', value: 1 }),
    take({ value }) {
      added = true;
      return value;
    },
  };
}

export function multiRegister(): LongLived {
  const held = new Map<string, JsonValue>();
  return {
    ask: (draw) => ({
      f: 'txn',
      value: ['x', 'y'].map((name) => (draw(2) === 0 ? ['r', name, null] : ['w', name, 1 + draw(4)])),
    }),
    take: ({ value }) =>
      (value as [string, string, JsonValue][]).map(([f, name, written]) => {
        if (f === 'w') held.set(name, written);
        return [f, name, held.get(name) ?? null];
      }),
  };
}

export function keyValue(): LongLived {
  const held = new Map<JsonValue, JsonValue>();
  return {
    ask: (draw) =>
      draw(2) === 0 ? { f: 'put', value: [draw(5), 1 + draw(5)] } : { f: 'get', value: draw(5) },
    take({ f, value }) {
      if (f === 'get') return held.get(value) ?? null;
      const [key, put] = value as [JsonValue, JsonValue];
      held.set(key, put);
      return value;
    },
  };
}

export function strings(): LongLived {
  let held = '';
  let fresh = 0;
  return {
    ask: (draw) => {
      const kind = draw(20);
      if (kind === 0) return { f: 'put', value: `${++fresh};` };
      return kind < 10 ? { f: 'append', value: `${++fresh};` } : { f: 'get', value: null };
    },
    take({ f, value }) {
      if (f === 'get') return held;
      held = f === 'put' ? (value as string) : held + (value as string);
      return value;
    },
  };
}

export function onlyIds(): LongLived {
  let fresh = 0;
  return { ask: () => ({ f: 'generate', value: null }), take: () => ++fresh };
}

export function growing(): LongLived {
  let now = 0;
  return {
    ask: (draw) => (draw(2) === 0 ? { f: 'increment', value: null } : { f: 'read', value: null }),
    take: ({ f }) => (f === 'read' ? now : ++now),
  };
}

export function accounts(): LongLived {
  const held = Array.from({ length: 8 }, () => 100);
  return {
    ask: (draw) =>
      draw(2) === 0
        ? { f: 'read', value: null }
        : { f: 'transfer', value: { from: draw(8), to: draw(8), amount: 1 + draw(5) } },
    take({ f, value }) {
      if (f === 'read') return held.map((balance, account) => [account, balance]);
      const { from, to, amount } = value as { from: number; to: number; amount: number };
      if ((held[from] as number) < amount) return undefined;
      held[from] = (held[from] as number) - amount;
      held[to] = (held[to] as number) + amount;
      return value;
    },
  };
}

/** Writes of 1, 2, 3 and so on, and reads. */
export function numbersInTurn(keyed: boolean): LongLived {
  let fresh = 0;
  let held: JsonValue = null;
  const where = keyed ? { key: 1 } : {};
  return {
    ask: (draw) =>
      draw(2) === 0 ? { f: 'write', value: ++fresh, ...where } : { f: 'read', value: null, ...where },
    take({ f, value }) {
      if (f === 'write') held = value;
      return held;
    },
  };
}

export function addsOverKeys(): LongLived {
  const held = new Map<JsonValue, number[]>();
  let fresh = 0;
  return {
    ask: (draw) =>
      draw(500) === 0 ? { f: 'read', value: null, key: draw(5) } : { f: 'add', value: ++fresh, key: draw(5) },
    take({ f, value, key = 0 }) {
      const set = held.get(key) ?? [];
      held.set(key, set);
      if (f === 'add') set.push(value as number);
      return f === 'add' ? value : [...set];
    },
  };
}

export function onlyEnqueues(): LongLived {
  let fresh = 0;
  return { ask: () => ({ f: 'enqueue', value: ++fresh }), take: ({ value }) => value };
}
