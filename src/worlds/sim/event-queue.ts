// Pending events in order of (virtual time, order of scheduling): a four-ary heap with its keys in a typed array.
// Cancelled events stay until they surface or outnumber the living; then the heap is rebuilt without them.

import type { EventKind } from './trace.ts';

/** Something that will happen at a virtual moment. */
export interface SimulatedEvent {
  /** Virtual nanoseconds since the start, whole. */
  readonly timeNs: number;
  /** Unique and rising in the order of scheduling; breaks ties of time. */
  readonly sequence: number;
  readonly kind: EventKind;
  /** Index of the node it happens to, or -1. */
  readonly node: number;
  /** 32-bit digest of its content, for the trace. */
  readonly digest: number;
  /** What happens; `null` once cancelled. */
  run: (() => void) | null;
  /** One short phrase for the text trace. */
  readonly describe: (() => string) | null;
}

export interface EventQueue {
  /** Number of events that were neither taken nor cancelled. */
  readonly size: number;
  push(event: SimulatedEvent): void;
  /** Time of the earliest event; `Infinity` when there is none. */
  nextTimeNs(): number;
  /** Takes the earliest event. */
  pop(): SimulatedEvent | undefined;
  cancel(event: SimulatedEvent): void;
}

/** Makes an empty queue. */
export function createEventQueue(): EventQueue {
  let times = new Float64Array(1024);
  const events: SimulatedEvent[] = [];
  let length = 0;
  let cancelled = 0;

  const siftUp = (event: SimulatedEvent, from: number): void => {
    const { timeNs, sequence } = event;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentTime = times[parent] as number;
      if (parentTime < timeNs) break;
      const parentEvent = events[parent] as SimulatedEvent;
      if (parentTime === timeNs && parentEvent.sequence < sequence) break;
      times[hole] = parentTime;
      events[hole] = parentEvent;
      hole = parent;
    }
    times[hole] = timeNs;
    events[hole] = event;
  };
  const smallestChild = (parent: number): number => {
    const first = parent * 4 + 1;
    if (first >= length) return -1;
    const end = Math.min(first + 4, length);
    let best = first;
    let bestTime = times[first] as number;
    for (let child = first + 1; child < end; child += 1) {
      const time = times[child] as number;
      if (time > bestTime) continue;
      if (time === bestTime && sequenceAt(child) > sequenceAt(best)) continue;
      best = child;
      bestTime = time;
    }
    return best;
  };
  const sequenceAt = (index: number): number => (events[index] as SimulatedEvent).sequence;
  const siftDown = (event: SimulatedEvent, from: number): void => {
    let hole = from;
    for (let child = smallestChild(hole); child >= 0; child = smallestChild(hole)) {
      const childTime = times[child] as number;
      if (childTime > event.timeNs) break;
      if (childTime === event.timeNs && sequenceAt(child) > event.sequence) break;
      times[hole] = childTime;
      events[hole] = events[child] as SimulatedEvent;
      hole = child;
    }
    times[hole] = event.timeNs;
    events[hole] = event;
  };
  const removeFirst = (): SimulatedEvent | undefined => {
    if (length === 0) return undefined;
    const first = events[0];
    const last = events.pop() as SimulatedEvent;
    length -= 1;
    if (length > 0) siftDown(last, 0);
    return first;
  };
  const rebuild = (): void => {
    const living = events.filter((event) => event.run !== null);
    events.length = 0;
    length = 0;
    cancelled = 0;
    for (const event of living) insert(event);
  };
  const insert = (event: SimulatedEvent): void => {
    if (length === times.length) {
      const wider = new Float64Array(length * 2);
      wider.set(times);
      times = wider;
    }
    events.push(event);
    length += 1;
    siftUp(event, length - 1);
  };
  const dropCancelled = (): void => {
    while (length > 0 && (events[0] as SimulatedEvent).run === null) {
      removeFirst();
      cancelled -= 1;
    }
  };

  return {
    get size() {
      return length - cancelled;
    },
    push: insert,
    nextTimeNs: () => {
      dropCancelled();
      return length === 0 ? Number.POSITIVE_INFINITY : (times[0] as number);
    },
    pop: () => {
      dropCancelled();
      return removeFirst();
    },
    cancel: (event) => {
      if (event.run === null) return;
      event.run = null;
      cancelled += 1;
      if (cancelled > 1024 && cancelled * 2 > length) rebuild();
    },
  };
}
