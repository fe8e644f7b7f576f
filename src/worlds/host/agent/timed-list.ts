// Things that are due at a moment, handed out in the order of their moments and, within one, in the order of their coming.

export interface TimedList<Item> {
  add(dueMs: number, item: Item): void;
  /** Takes out all that `chosen` is true of, whenever they are due. */
  take(chosen: (item: Item) => boolean): readonly Item[];
}

/** @param due called with each item at its moment or, as timers are, a little later. */
export function createTimedList<Item>(due: (item: Item) => void): TimedList<Item> {
  let entries: { readonly dueMs: number; readonly item: Item }[] = [];
  let timer: NodeJS.Timeout | null = null;

  const handOut = (): void => {
    timer = null;
    const nowMs = performance.now();
    let count = 0;
    while ((entries[count]?.dueMs ?? Number.POSITIVE_INFINITY) <= nowMs) count += 1;
    for (const { item } of entries.splice(0, count)) due(item);
    wait();
  };
  const wait = (): void => {
    const first = entries[0];
    if (timer !== null) clearTimeout(timer);
    timer = first === undefined ? null : setTimeout(handOut, Math.max(0, first.dueMs - performance.now()));
  };
  return {
    add(dueMs, item) {
      let low = 0;
      let high = entries.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((entries[middle]?.dueMs ?? 0) <= dueMs) low = middle + 1;
        else high = middle;
      }
      entries.splice(low, 0, { dueMs, item });
      if (low === 0) wait();
    },
    take(chosen) {
      const taken = entries.filter(({ item }) => chosen(item));
      entries = entries.filter(({ item }) => !chosen(item));
      wait();
      return taken.map(({ item }) => item);
    },
  };
}
