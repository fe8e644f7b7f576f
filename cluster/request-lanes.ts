// Request ids for writes whose client gave none. The ledger remembers a window of sequences per client id, so this
// node's writes are spread over lanes, each a client id of its own with few writes open at a time.

import type { RequestId } from './statement.ts';

export interface RequestLanes {
  /** A fresh id; `null` when all lanes are full. */
  take(): RequestId | null;
  /** The write under this id is answered and will not be sent again. */
  release(id: RequestId): void;
}

interface Lane {
  readonly client: string;
  nextSequence: number;
  readonly open: Set<number>;
}

/** Highest distance between the oldest open sequence of a lane and its newest; well inside the ledger's window. */
const openSpanMaximum = 32;
const lanesMaximum = 512;

/** @param prefix unique for this life of this node */
export function createRequestLanes(prefix: string): RequestLanes {
  const lanes = new Map<string, Lane>();

  const hasRoom = (lane: Lane): boolean => {
    if (lane.open.size === 0) return true;
    // Sequences are taken in ascending order, so the first one in the set is the oldest.
    const oldest = lane.open.values().next().value;
    return oldest === undefined || lane.nextSequence - oldest < openSpanMaximum;
  };
  const laneWithRoom = (): Lane | null => {
    for (const lane of lanes.values()) if (hasRoom(lane)) return lane;
    if (lanes.size >= lanesMaximum) return null;
    const lane = { client: `${prefix}/${lanes.size + 1}`, nextSequence: 1, open: new Set<number>() };
    lanes.set(lane.client, lane);
    return lane;
  };
  return {
    take: () => {
      const lane = laneWithRoom();
      if (lane === null) return null;
      const sequence = lane.nextSequence;
      lane.nextSequence += 1;
      lane.open.add(sequence);
      return { client: lane.client, sequence };
    },
    release: ({ client, sequence }) => {
      lanes.get(client)?.open.delete(sequence);
    },
  };
}
