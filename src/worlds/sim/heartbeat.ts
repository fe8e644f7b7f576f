// A simulation that hangs cannot say so itself: a node's endless loop holds the only thread there is. Before each event the
// kernel writes into shared memory which one it is, so that another thread can see that none has ended for long, and in whose
// hands it is. Two small numbers an event, at no measurable cost.

import type { EventKind } from './trace.ts';

/** Entries of the shared array. */
const eventEntry = 0;
const subjectEntry = 1;
const stateEntry = 2;
const entries = 3;

const states = ['outside', 'simulating'] as const;
const kinds: readonly EventKind[] = ['timer', 'message', 'disk', 'client', 'fault', 'world'];
const kindCodes = Object.fromEntries(kinds.map((kind, code) => [kind, code])) as Readonly<
  Record<EventKind, number>
>;
const kindBase = 8;

/** What is under way, by shared memory. */
export interface Beat {
  /** `outside`: no world is simulated; the run is being judged, or there is none. */
  readonly state: (typeof states)[number];
  /** Number of the event, modulo 2^31; 0 before the first. */
  readonly event: number;
  readonly kind: EventKind;
  /** Index of the node it happens to, or -1. */
  readonly node: number;
}

export interface Heartbeat {
  /** The array may be handed to another thread. */
  readonly shared: Int32Array;
  /** Says that an event begins. */
  beat(event: number, kind: EventKind, node: number): void;
  enter(state: Beat['state']): void;
}

/** Shared memory for one simulation at a time. */
export function createHeartbeatMemory(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(entries * Int32Array.BYTES_PER_ELEMENT));
}

/** The side that writes. @param shared of the thread that watches; memory of its own where nobody does */
export function createHeartbeat(shared: Int32Array = new Int32Array(entries)): Heartbeat {
  return {
    shared,
    beat: (event, kind, node) => {
      shared[eventEntry] = event & 0x7fff_ffff;
      shared[subjectEntry] = (node + 1) * kindBase + kindCodes[kind];
    },
    enter: (state) => Atomics.store(shared, stateEntry, states.indexOf(state)),
  };
}

/** The side that reads. */
export function readHeartbeat(shared: Int32Array): Beat {
  const subject = Atomics.load(shared, subjectEntry);
  return {
    state: states[Atomics.load(shared, stateEntry)] ?? 'outside',
    event: Atomics.load(shared, eventEntry),
    kind: kinds[subject % kindBase] ?? 'world',
    node: Math.floor(subject / kindBase) - 1,
  };
}

const kindWords: Readonly<Record<EventKind, string>> = {
  timer: 'a timer',
  message: 'a message',
  disk: 'the end of a disk call',
  client: 'a statement of a client',
  fault: 'a fault',
  world: 'a start',
};

/** `a timer (event 1,234)`, for sentences. */
export function eventWords(kind: EventKind, event: number, description = ''): string {
  const said = description === '' ? '' : ` ${description}`;
  return `${kindWords[kind]}${said} (event ${event.toLocaleString('en-US')})`;
}
