// Long histories of objects that behave, event by event: clients take turns at random, each operation takes effect at one moment
// between its invocation and its completion. What comes after them is for the caller to add.

import type { JsonValue } from '../../src/history/operation.ts';
import type { Event } from './history-builder.ts';
import type { Draw } from './isolation/simulated-databases.ts';

/** What a client asks, and of which key. */
export interface Asked {
  readonly f: string;
  readonly value: JsonValue;
  readonly key?: JsonValue;
}

/** An object that behaves. */
export interface LongLived {
  ask(draw: Draw): Asked;
  /** Takes effect. @returns what it answers; undefined where it is refused */
  take(asked: Asked): JsonValue | undefined;
}

interface Client {
  asked: Asked | null;
  taken: boolean;
  answer: JsonValue | undefined;
}

/** The events of so many operations by `clients` clients, who all end what they began. */
export function* longHistory(
  { ask, take }: LongLived,
  operations: number,
  clients: number,
  draw: Draw,
): Generator<Event> {
  const all = Array.from({ length: clients }, (): Client => ({ asked: null, taken: false, answer: null }));
  let begun = 0;
  for (let ended = 0; ended < operations; ) {
    const process = draw(clients);
    const client = all[process] as Client;
    const { asked } = client;
    if (asked === null) {
      if (begun++ >= operations) continue;
      client.asked = ask(draw);
      client.taken = false;
      yield eventOf(process, 'invoke', client.asked, client.asked.value);
    } else if (!client.taken) {
      client.answer = take(asked);
      client.taken = true;
    } else {
      const { answer } = client;
      yield eventOf(
        process,
        answer === undefined ? 'fail' : 'ok',
        asked,
        answer ?? (answer === undefined ? asked.value : null),
      );
      client.asked = null;
      ended++;
    }
  }
}

function eventOf(process: number, type: Event[1], { f, key }: Asked, value: JsonValue): Event {
  return [process, type, f, value, key === undefined ? {} : { key }];
}

/** Registers under keys from 0, or one without a key; values are new, or one of so many. */
export function longRegisters(keys: number, values = 0): LongLived {
  const held = new Map<number, JsonValue>();
  let fresh = 0;
  const next = (draw: Draw): number => (values === 0 ? ++fresh : 1 + draw(values));
  return {
    ask(draw) {
      const key = draw(keys);
      const where = keys === 1 ? {} : { key };
      const kind = draw(4);
      if (kind < 2) return { f: 'read', value: null, ...where };
      if (kind === 2) return { f: 'write', value: next(draw), ...where };
      return { f: 'cas', value: [held.get(key) ?? null, next(draw)], ...where };
    },
    take({ f, value, key = 0 }) {
      const now = held.get(key as number) ?? null;
      if (f === 'read') return now;
      if (f === 'write') held.set(key as number, value);
      else {
        const [expected, replacement] = value as [JsonValue, JsonValue];
        if (expected !== now) return undefined;
        held.set(key as number, replacement);
      }
      return value;
    },
  };
}

/** A queue; elements are new, or one of so many. */
export function longQueue(values = 0): LongLived {
  const elements: number[] = [];
  let head = 0;
  let fresh = 0;
  return {
    ask: (draw) =>
      draw(2) === 0
        ? { f: 'enqueue', value: values === 0 ? ++fresh : 1 + draw(values) }
        : { f: 'dequeue', value: null },
    take({ f, value }) {
      if (f === 'enqueue') elements.push(value as number);
      return f === 'enqueue' ? value : (elements[head++] ?? (head--, null));
    },
  };
}

/** A set: `add`, `remove` and `contains` of new elements or of one of so many; or only `add`, and now and then `read`. */
export function longSet(elements = 0): LongLived {
  const present = new Set<number>();
  let fresh = 0;
  return {
    ask(draw) {
      const kind = draw(4);
      if (kind === 0) return { f: 'add', value: elements === 0 ? ++fresh : 1 + draw(elements) };
      const known = elements === 0 ? 1 + Math.max(0, fresh - 1 - draw(50)) : 1 + draw(elements);
      return { f: kind === 1 ? 'remove' : 'contains', value: known };
    },
    take({ f, value }) {
      if (f === 'contains') return present.has(value as number);
      if (f === 'add') present.add(value as number);
      else present.delete(value as number);
      return value;
    },
  };
}

/** A set that only grows, read as a whole once in so many operations. */
export function longGrowingSet(operationsPerRead: number): LongLived {
  const present: number[] = [];
  let fresh = 0;
  return {
    ask: (draw) =>
      draw(operationsPerRead) === 0 ? { f: 'read', value: null } : { f: 'add', value: ++fresh },
    take({ f, value }) {
      if (f === 'add') present.push(value as number);
      return f === 'add' ? value : [...present];
    },
  };
}

/** A counter of one amount, or of several. */
export function longCounter(amounts: readonly number[]): LongLived {
  let count = 0;
  return {
    ask: (draw) =>
      draw(2) === 0
        ? { f: 'add', value: amounts[draw(amounts.length)] as number }
        : { f: 'read', value: null },
    take({ f, value }) {
      if (f === 'add') count += value as number;
      return f === 'add' ? value : count;
    },
  };
}

/** A lock of so many permits. */
export function longLock(permits = 1): LongLived {
  let held = 0;
  return {
    ask: (draw) => ({ f: draw(2) === 0 ? 'acquire' : 'release', value: null }),
    take({ f }) {
      const next = held + (f === 'acquire' ? 1 : -1);
      if (next < 0 || next > permits) return undefined;
      held = next;
      return null;
    },
  };
}

/** Lists or registers in transactions, over keys that are given up after some tens of writes. */
export function longTransactions(kind: 'append' | 'w'): LongLived {
  const held = new Map<number, number[]>();
  const counts = new Map<number, number>();
  const keys = Array.from({ length: 10 }, (_, key) => key);
  return {
    ask(draw) {
      const value = Array.from({ length: 2 + draw(3) }, (): JsonValue => {
        const place = draw(keys.length);
        const key = keys[place] as number;
        if (draw(2) === 0) return ['r', key, null];
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        if (count === 32) keys[place] = key + keys.length;
        return [kind, key, count];
      });
      return { f: 'txn', value };
    },
    take: ({ value }) =>
      (value as [string, number, number][]).map(([f, key, written]): JsonValue => {
        const list = held.get(key) ?? [];
        if (f === 'r') return ['r', key, kind === 'append' ? [...list] : (list.at(-1) ?? null)];
        held.set(key, kind === 'append' ? [...list, written] : [written]);
        return [f, key, written];
      }),
  };
}
