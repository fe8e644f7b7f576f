// Edges between events, in arrays that double: what each says, and the two versions whose order it follows from.

import type { Memory } from '../memory.ts';

/** What an edge says. `inside` joins events of one transaction, or carries on an edge of real time. */
export const relation = { inside: 0, wr: 1, ww: 2, rw: 4, process: 8, realtime: 16 } as const;

/** What an edge is there for: to be on no cycle, to show what was seen. */
export const use = { order: 1, sight: 2 } as const;

export interface EventEdges {
  add(from: number, to: number, relation: number, uses: number, low?: number, high?: number): void;
  readonly length: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly relation: Uint8Array;
  readonly uses: Uint8Array;
  /** The earlier version of `ww` and `rw`, and the later one. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Gives back the memory. */
  release(): void;
}

const BYTES_EACH = 4 * Int32Array.BYTES_PER_ELEMENT + 2;

/** @throws {MemoryRanOut} as `add` does */
export function createEventEdges(memory: Memory, expected: number): EventEdges {
  let room = Math.max(16, expected);
  memory.hold(room * BYTES_EACH, `room for ${room} edges between events`);
  let length = 0;
  let [from, to, low, high] = [0, 0, 0, 0].map(() => new Int32Array(room)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let relations = new Uint8Array(room);
  let uses = new Uint8Array(room);

  function grow(): void {
    memory.hold(room * BYTES_EACH, `room for ${room * 2} edges between events`);
    room *= 2;
    [from, to, low, high] = [from, to, low, high].map((old) => {
      const larger = new Int32Array(room);
      larger.set(old);
      return larger;
    }) as [Int32Array, Int32Array, Int32Array, Int32Array];
    const [oldRelations, oldUses] = [relations, uses];
    relations = new Uint8Array(room);
    uses = new Uint8Array(room);
    relations.set(oldRelations);
    uses.set(oldUses);
  }

  return {
    add(source, target, said, usedFor, earlier = -1, later = -1) {
      if (length === room) grow();
      from[length] = source;
      to[length] = target;
      relations[length] = said;
      uses[length] = usedFor;
      low[length] = earlier;
      high[length] = later;
      length += 1;
    },
    get length() {
      return length;
    },
    get from() {
      return from;
    },
    get to() {
      return to;
    },
    get relation() {
      return relations;
    },
    get uses() {
      return uses;
    },
    get low() {
      return low;
    },
    get high() {
      return high;
    },
    release: () => memory.release(room * BYTES_EACH),
  };
}
