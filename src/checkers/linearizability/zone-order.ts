// Zones of blocks against each other: forward zones must not overlap, and no backward zone may lie within a forward one.
// Held in typed arrays; there may be a million of them.

/** Zones in the order in which they were added, or sorted. */
export interface Zones {
  readonly count: number;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** The value that heads the block of each zone. */
  readonly head: Int32Array;
}

/** Collects zones. */
export function zoneList(capacity: number): {
  add(start: number, end: number, head: number): void;
  finish(): Zones;
} {
  const start = new Int32Array(capacity);
  const end = new Int32Array(capacity);
  const head = new Int32Array(capacity);
  let count = 0;
  return {
    add(from, to, value) {
      start[count] = from;
      end[count] = to;
      head[count++] = value;
    },
    finish: () => ({ count, start, end, head }),
  };
}

/** Heads of two blocks that cannot be laid in line: the one that begins first or lies around the other, and that other. */
export interface Clash {
  readonly first: number;
  readonly second: number;
}

/** Two blocks that exclude each other, or null where all can be laid in line. */
export function findClash(unsorted: Zones, backward: Zones): Clash | null {
  const forward = sortedByStart(unsorted);
  const { count, start, end, head } = forward;
  for (let zone = 1; zone < count; zone++) {
    if ((start[zone] as number) < (end[zone - 1] as number)) {
      return { first: head[zone - 1] as number, second: head[zone] as number };
    }
  }
  let near = 0;
  for (let zone = 0; zone < backward.count; zone++) {
    near = lastBefore(forward, backward.start[zone] as number, near);
    if (near >= 0 && (backward.end[zone] as number) < (end[near] as number)) {
      return { first: head[near] as number, second: backward.head[zone] as number };
    }
  }
  return null;
}

/** Zones come nearly sorted, since values are numbered as they turn up: sorting them is skipped where they are. */
function sortedByStart(zones: Zones): Zones {
  const { count, start, end, head } = zones;
  let sorted = true;
  for (let zone = 1; zone < count && sorted; zone++) {
    sorted = (start[zone - 1] as number) <= (start[zone] as number);
  }
  if (sorted) return zones;
  // Starts are rows of the history and indexes are below 2 ** 22 or so: both fit into one exact number.
  const stamps = new Float64Array(count);
  for (let zone = 0; zone < count; zone++) stamps[zone] = (start[zone] as number) * count + zone;
  stamps.sort();
  const result = {
    count,
    start: new Int32Array(count),
    end: new Int32Array(count),
    head: new Int32Array(count),
  };
  for (let at = 0; at < count; at++) {
    const stamp = stamps[at] as number;
    // Starts may be -1, for the initial value.
    const zone = ((stamp % count) + count) % count;
    result.start[at] = start[zone] as number;
    result.end[at] = end[zone] as number;
    result.head[at] = head[zone] as number;
  }
  return result;
}

/** The last zone that starts before a row, or -1; looked for in ever larger steps from `near`. */
function lastBefore({ count, start }: Zones, row: number, near: number): number {
  let low = Math.max(0, near);
  let step = 1;
  while (low > 0 && (start[low - 1] as number) >= row) {
    low = Math.max(0, low - step);
    step *= 2;
  }
  let high = low;
  step = 1;
  while (high < count && (start[high] as number) < row) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, count);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((start[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
