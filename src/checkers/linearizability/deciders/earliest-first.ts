// Calls that may still take effect, the one that ends first in front: a binary heap over calls by completion.

/** A heap of calls. */
export interface EarliestFirst {
  add(call: number): void;
  /** Takes out the call that ends first; -1 when there is none. */
  take(): number;
}

/** An empty heap; calls that `isDone` are skipped when their turn comes. */
export function earliestFirst(completed: Int32Array, isDone: (call: number) => boolean): EarliestFirst {
  const heap: number[] = [];
  const endOf = (place: number): number => completed[heap[place] as number] as number;
  const swap = (a: number, b: number): void => {
    const call = heap[a] as number;
    heap[a] = heap[b] as number;
    heap[b] = call;
  };
  const pop = (): number => {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return -1;
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let place = 0; ; ) {
      const [left, right] = [place * 2 + 1, place * 2 + 2];
      let least = place;
      if (left < heap.length && endOf(left) < endOf(least)) least = left;
      if (right < heap.length && endOf(right) < endOf(least)) least = right;
      if (least === place) return first;
      swap(place, least);
      place = least;
    }
  };
  return {
    add(call) {
      let place = heap.push(call) - 1;
      while (place > 0) {
        const above = (place - 1) >> 1;
        if (endOf(above) <= endOf(place)) break;
        swap(place, above);
        place = above;
      }
    },
    take() {
      let call = pop();
      while (call !== -1 && isDone(call)) call = pop();
      return call;
    },
  };
}
