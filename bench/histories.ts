// Histories for the bench, made deterministically and written line by line: clients of one object (or one per key) that takes
// each operation at one drawn instant between its invocation and its completion.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** A whole number below a bound. */
export type Draw = (bound: number) => number;

/** Equal seeds give equal draws. */
export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** JSON, as it is to stand in a line. */
type Json = string;

/** What a client asks, and of which key. */
export interface Asked {
  readonly f: string;
  readonly value: Json;
  readonly key?: number;
}

/** An object under test. */
export interface SimulatedObject {
  /** What a client asks next. */
  ask(draw: Draw): Asked;
  /** Takes effect; what it answers, or null where it fails. */
  take(asked: Asked): Json | null;
  /** The client has its answer, or knows that it failed. */
  answered?(asked: Asked, answer: Json | null): void;
  /** A wrong answer to the operation, or null where this operation has none. */
  wrong?(asked: Asked): Json | null;
}

export interface HistoryShape {
  readonly operations: number;
  readonly processes: number;
  /** Operations in a thousand whose outcome is not known. */
  readonly unknownPerMille: number;
  /** Whether one answer near the end is wrong. */
  readonly wrong: boolean;
  readonly seed: number;
}

interface Client {
  process: number;
  asked: Asked | null;
  unknown: boolean;
  taken: boolean;
  answer: Json | null;
}

/** A wrong answer is among so many operations at the end. */
const LAST = 5_000;
const CHUNK_BYTES = 1 << 20;

/** Writes a history of `operations` invocations with their completions. */
export async function writeHistory(
  path: string,
  object: SimulatedObject,
  { operations, processes, unknownPerMille, wrong, seed }: HistoryShape,
): Promise<void> {
  const draw = drawFrom(seed);
  const out = createWriteStream(path);
  const clients = Array.from(
    { length: processes },
    (_, process): Client => ({ process, asked: null, unknown: false, taken: false, answer: null }),
  );
  let chunk = '';
  let index = 0;
  let begun = 0;
  let ended = 0;
  let spoilt = !wrong;
  const line = (client: Client, type: string, value: Json): void => {
    const { f = '', key } = client.asked ?? {};
    const keyed = key === undefined ? '' : `,"key":${key}`;
    chunk += `{"index":${index},"time":${index * 1000},"process":${client.process},"type":"${type}","f":"${f}"${keyed},"value":${value}}\n`;
    index++;
  };
  const finish = (client: Client): void => {
    const asked = client.asked as Asked;
    if (!client.unknown) object.answered?.(asked, client.answer);
    if (client.unknown) {
      line(client, 'info', asked.value);
      client.process += processes;
    } else if (client.answer === null) line(client, 'fail', asked.value);
    else {
      const lie = !spoilt && ended > operations - LAST ? (object.wrong?.(asked) ?? null) : null;
      if (lie !== null) spoilt = true;
      line(client, 'ok', lie ?? client.answer);
    }
    client.asked = null;
    ended++;
  };
  while (ended < operations) {
    const client = clients[draw(processes)] as Client;
    if (client.asked === null) {
      if (begun === operations) continue;
      begun++;
      client.asked = object.ask(draw);
      client.unknown = draw(1000) < unknownPerMille;
      client.taken = false;
      line(client, 'invoke', client.asked.value);
    } else if (!client.taken && !(client.unknown && draw(2) === 0)) {
      client.taken = true;
      client.answer = object.take(client.asked);
    } else finish(client);
    if (chunk.length > CHUNK_BYTES) {
      if (!out.write(chunk)) await once(out, 'drain');
      chunk = '';
    }
  }
  out.end(chunk);
  await once(out, 'finish');
}

/**
 * A register that holds one of few values, so that each is written again and again. A wrong answer is one that no order
 * explains: nobody was writing the value while it was read or before, since it was replaced for certain.
 */
export function fewValues(values: number): SimulatedObject {
  const register = registers(1, true, values);
  const given = ({ f, value }: Asked): number =>
    f === 'write' ? Number(value) : f === 'cas' ? Number(value.slice(1, -1).split(',')[1]) : -1;
  let clock = 0;
  /** Per value: who is writing it, and when the last was. */
  const writing = new Int32Array(values);
  const lastWriting = new Float64Array(values).fill(-1);
  const begun = new WeakMap<Asked, number>();
  /** Of writes that are over, when the last of them began; and that when each read began. */
  let replacedAt = -1;
  const replacedBefore = new WeakMap<Asked, number>();
  return {
    ask(draw) {
      const asked = register.ask(draw);
      begun.set(asked, clock++);
      if (asked.f === 'read') replacedBefore.set(asked, replacedAt);
      else writing[given(asked)] = (writing[given(asked)] as number) + 1;
      return asked;
    },
    take: register.take,
    answered(asked, answer) {
      clock++;
      const value = given(asked);
      if (value >= 0) {
        writing[value] = (writing[value] as number) - 1;
        lastWriting[value] = clock;
        if (answer !== null) replacedAt = Math.max(replacedAt, begun.get(asked) ?? -1);
      }
    },
    wrong(asked) {
      if (asked.f !== 'read') return null;
      const before = replacedBefore.get(asked) ?? -1;
      const stale = lastWriting.findIndex((at, value) => writing[value] === 0 && at >= 0 && at < before);
      return stale === -1 ? null : String(stale);
    },
  };
}

/** Registers under keys from 0; every value written is new. Or, with `values`, one of so many. */
export function registers(keys: number, withCas: boolean, values = 0): SimulatedObject {
  const held = Array.from<Json>({ length: keys }).fill('null');
  const older = Array.from<Json>({ length: keys }).fill('null');
  let fresh = 0;
  const next = (draw: Draw): Json => String(values === 0 ? ++fresh : draw(values));
  return {
    ask(draw) {
      const key = draw(keys);
      const where = keys === 1 ? {} : { key };
      const kind = draw(4);
      if (kind < 2) return { f: 'read', value: 'null', ...where };
      if (kind === 2 || !withCas) return { f: 'write', value: next(draw), ...where };
      const expected = values === 0 ? (held[key] as Json) : String(draw(values));
      return { f: 'cas', value: `[${expected},${next(draw)}]`, ...where };
    },
    take({ f, value, key = 0 }) {
      const now = held[key] as Json;
      if (f === 'read') return now;
      let after = value;
      if (f === 'cas') {
        const [expected, replacement] = value.slice(1, -1).split(',') as [Json, Json];
        if (expected !== now) return null;
        after = replacement;
      }
      if (Number(now) % 1000 === 0) older[key] = now;
      held[key] = after;
      return value;
    },
    wrong: ({ f, key = 0 }) => (f === 'read' && older[key] !== held[key] ? (older[key] as Json) : null),
  };
}

/** A queue of unique elements, first in first out; or a bag, which hands them out in any order. */
export function queue(): SimulatedObject {
  const elements: number[] = [];
  let head = 0;
  let fresh = 0;
  return {
    ask: (draw) =>
      draw(2) === 0 ? { f: 'enqueue', value: String(++fresh) } : { f: 'dequeue', value: 'null' },
    take({ f, value }) {
      if (f === 'enqueue') {
        elements.push(Number(value));
        return value;
      }
      return head < elements.length ? String(elements[head++]) : 'null';
    },
    wrong: ({ f }) => (f === 'dequeue' && head > 1000 ? String(elements[head - 1000]) : null),
  };
}

/** A set of unique elements: add, remove and contains of one that is or was there. */
export function set(): SimulatedObject {
  const present = new Set<number>();
  let fresh = 0;
  return {
    ask(draw) {
      const kind = draw(4);
      if (kind === 0 || fresh === 0) return { f: 'add', value: String(++fresh) };
      const known = String(1 + Math.max(0, fresh - 1 - draw(50)));
      return { f: kind === 1 ? 'remove' : 'contains', value: known };
    },
    take({ f, value }) {
      const element = Number(value);
      if (f === 'contains') return `[${value},${present.has(element)}]`;
      if (f === 'add') present.add(element);
      else present.delete(element);
      return value;
    },
    wrong: ({ f, value }) =>
      f === 'contains' && Number(value) < fresh - 40 ? `[${value},${!present.has(Number(value))}]` : null,
  };
}

/** A counter: increments by one, and reads. */
export function counter(): SimulatedObject {
  let count = 0;
  return {
    ask: (draw) => (draw(2) === 0 ? { f: 'add', value: '1' } : { f: 'read', value: 'null' }),
    take({ f, value }) {
      if (f === 'read') return String(count);
      count++;
      return value;
    },
    wrong: ({ f }) => (f === 'read' ? String(count - 500) : null),
  };
}

/** A lock: acquire fails while it is held, release while it is free. */
export function lock(): SimulatedObject {
  let held = false;
  return {
    ask: (draw) => ({ f: draw(2) === 0 ? 'acquire' : 'release', value: 'null' }),
    take({ f }) {
      if (held === (f === 'acquire')) return null;
      held = !held;
      return 'null';
    },
  };
}
