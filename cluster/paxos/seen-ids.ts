// Remembers which messages of a sender were taken up, so that a repeated datagram is not taken up again. Bounded: an id
// far below the highest one counts as seen.

export interface SeenIds {
  /** True the first time a sender's id comes by. */
  add(sender: string, id: number): boolean;
}

const sendersMaximum = 1000;
const idsPerSender = 65_536;

export function createSeenIds(): SeenIds {
  const senders = new Map<string, { highest: number; ids: Set<number> }>();

  const forgetOldestSender = (): void => {
    for (const sender of senders.keys()) {
      senders.delete(sender);
      return;
    }
  };
  return {
    add: (sender, id) => {
      let seen = senders.get(sender);
      if (seen === undefined) {
        if (senders.size >= sendersMaximum) forgetOldestSender();
        seen = { highest: 0, ids: new Set() };
        senders.set(sender, seen);
      }
      if (id <= seen.highest - idsPerSender || seen.ids.has(id)) return false;
      seen.ids.add(id);
      seen.highest = Math.max(seen.highest, id);
      // Ids leave in the order they came, which is nearly ascending.
      if (seen.ids.size > idsPerSender) seen.ids.delete(seen.ids.values().next().value as number);
      return true;
    },
  };
}
