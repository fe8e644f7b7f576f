// Which values a register with unique values can hold after calls that zones accept: those that one more read at the end
// could return. Such a read stretches the zone of its block to the end, and nothing else: it is enough to compare that
// zone with the latest of the others.

import { NEVER } from './call-columns.ts';
import { BEFORE_ALL } from './clusters.ts';
import { NONE, type RegisterCalls } from './register-calls.ts';
import type { Blocks } from './zones.ts';

/** The two highest marks of different blocks. */
interface Highest {
  block: number;
  mark: number;
  /** The highest of the other blocks. */
  second: number;
}

/** Tells of a value whether it can be held after these calls, which zones accept; null where zones cannot tell. */
export function valuesHeld(
  calls: RegisterCalls,
  { writer, counts, clusters }: Blocks,
): ((value: number) => boolean) | null {
  if (calls.misses !== null) return null;
  // Per value that ends a block: the block's head and its earliest completion.
  const blockOf = new Int32Array(calls.values.size).fill(NONE);
  const startOf = new Int32Array(calls.values.size);
  // A forward zone must have ended, and a backward one begun, before another block's zone begins that lasts to the end.
  const highest: Highest = { block: NONE, mark: BEFORE_ALL, second: BEFORE_ALL };
  for (let head = 0; head < calls.values.size; head++) {
    const first = writer[head] as number;
    if (head !== 0 && (first === NONE || counts[first] === 0 || calls.needs[first] !== NONE)) continue;
    let latest = BEFORE_ALL;
    let earliest = NEVER;
    let value = head;
    for (let source = first; ; ) {
      latest = Math.max(latest, clusters.latest[value] as number);
      earliest = Math.min(earliest, clusters.earliest[value] as number);
      source = clusters.next[value] as number;
      if (source === NONE) break;
      value = calls.gives[source] as number;
    }
    blockOf[value] = head;
    startOf[value] = earliest;
    raise(highest, head, latest);
  }
  return (candidate) => {
    // Bounded: compare-and-sets of unknown outcome may need each other in a circle.
    for (let value = candidate, steps = calls.values.size; steps > 0; steps--) {
      const block = blockOf[value] as number;
      if (block !== NONE) {
        return (highest.block === block ? highest.second : highest.mark) < (startOf[value] as number);
      }
      // Not in effect so far: a write of unknown outcome may take effect now, a compare-and-set where its value is held.
      const source = writer[value] as number;
      if (source === NONE || counts[source] === 1) return false;
      value = calls.needs[source] as number;
      if (value === NONE) return true;
    }
    return false;
  };
}

function raise(highest: Highest, block: number, mark: number): void {
  if (mark > highest.mark) {
    highest.second = highest.mark;
    highest.mark = mark;
    highest.block = block;
  } else highest.second = Math.max(highest.second, mark);
}
