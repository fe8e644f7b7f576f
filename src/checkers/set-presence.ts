// Which reads showed an element and which lacked it, in time linear in what the reads returned: an element that is in
// every read costs one step each, and one that is in none costs nothing, since a gap is noticed at its end.

import { absent } from '../history/interner.ts';
import type { SetElements, SetRead } from './set-elements.ts';
import { never } from './set-elements.ts';

/** Entry `i` of each column is about the i-th element; reads are positions in `reads`, or `absent`. */
export interface Presence {
  /** First and last read before the final ones that began when the element was known and lacked it. */
  readonly firstLacking: Int32Array;
  readonly lastLacking: Int32Array;
  /** The last read that showed it. */
  readonly lastShowing: Int32Array;
  /** The first final read that began when it was known and lacked it. */
  readonly missingAtEnd: Int32Array;
  /** 1 where a final read showed it. */
  readonly seenAtEnd: Uint8Array;
  /** 1 where some read began when it was known. */
  readonly covered: Uint8Array;
  /** The first read that showed it more than once, and the most often that any did. */
  readonly doubledIn: Int32Array;
  readonly mostTimes: Int32Array;
  /** The first read that showed it before any add could have put it there. */
  readonly unexplainedIn: Int32Array;
}

/**
 * The reads that close the run: on each node the last successful one that began after every add had ended. Where there
 * are none, the last read of all stands in.
 */
export function findFinalReads({ reads, lastEnd }: SetElements): ReadonlySet<SetRead> {
  const byNode = new Map<number, SetRead>();
  for (const read of reads) if (read.invoked > lastEnd) byNode.set(read.node, read);
  const last = reads.at(-1);
  return new Set(byNode.size > 0 || last === undefined ? byNode.values() : [last]);
}

/** Goes through the reads in the order in which they began; null when `hasTime` said no. */
export function findPresence(
  set: SetElements,
  finalReads: ReadonlySet<SetRead>,
  hasTime: () => boolean,
): Presence | null {
  const { reads, known, firstPossible } = set;
  const elementCount = known.length;
  const column = (): Int32Array => new Int32Array(elementCount).fill(absent);
  const presence = {
    firstLacking: column(),
    lastLacking: column(),
    lastShowing: column(),
    missingAtEnd: column(),
    seenAtEnd: new Uint8Array(elementCount),
    covered: new Uint8Array(elementCount),
    doubledIn: column(),
    mostTimes: new Int32Array(elementCount),
    unexplainedIn: column(),
  };
  const earlier = reads.filter((read) => !finalReads.has(read));
  const positions = [...reads.keys()].filter((position) => !finalReads.has(reads[position] as SetRead));
  const gaps = createGapFinder(known, earlier, positions, presence);
  const seenIn = column();
  const times = new Int32Array(elementCount);
  let earlierReads = 0;
  for (const [position, read] of reads.entries()) {
    if (!hasTime()) return null;
    const final = finalReads.has(read);
    for (const element of read.elements) {
      const count = seenIn[element] === position ? (times[element] as number) + 1 : 1;
      times[element] = count;
      presence.mostTimes[element] = Math.max(presence.mostTimes[element] as number, count);
      if (count === 2 && presence.doubledIn[element] === absent) presence.doubledIn[element] = position;
      if (seenIn[element] === position) continue;
      seenIn[element] = position;
      presence.lastShowing[element] = position;
      // Only adds begun before the read ended, and not failed, can explain the element.
      if ((firstPossible[element] as number) > read.completed && presence.unexplainedIn[element] === absent)
        presence.unexplainedIn[element] = position;
      if (final) presence.seenAtEnd[element] = 1;
      else gaps.shown(element, earlierReads);
    }
    if (!final) earlierReads++;
    else noteMissing(position, read, known, seenIn, presence.missingAtEnd);
  }
  gaps.close();
  const lastBegan = reads.at(-1)?.invoked ?? absent;
  for (let element = 0; element < elementCount; element++)
    presence.covered[element] = (known[element] as number) < lastBegan ? 1 : 0;
  return presence;
}

/** What a final read should have shown and did not. There are as many final reads as nodes. */
function noteMissing(
  position: number,
  { invoked }: SetRead,
  known: Int32Array,
  seenIn: Int32Array,
  missingAtEnd: Int32Array,
): void {
  for (let element = 0; element < known.length; element++) {
    const due = (known[element] as number) < invoked && seenIn[element] !== position;
    if (due && missingAtEnd[element] === absent) missingAtEnd[element] = position;
  }
}

interface GapFinder {
  /** The read, counted among the earlier ones, shows the element. */
  shown(element: number, read: number): void;
  /** After the last read. */
  close(): void;
}

/** Keeps for each element the next read that has to show it. */
function createGapFinder(
  known: Int32Array,
  earlier: readonly SetRead[],
  positions: readonly number[],
  { firstLacking, lastLacking }: Pick<Presence, 'firstLacking' | 'lastLacking'>,
): GapFinder {
  const next = new Int32Array(known.length);
  for (let element = 0; element < known.length; element++)
    next[element] = firstAfter(earlier, known[element] as number);
  const gap = (element: number, end: number): void => {
    const expected = next[element] as number;
    if (end <= expected) return;
    if (firstLacking[element] === absent) firstLacking[element] = positions[expected] as number;
    lastLacking[element] = positions[end - 1] as number;
  };
  return {
    shown(element, read) {
      gap(element, read);
      if (read >= (next[element] as number)) next[element] = read + 1;
    },
    close() {
      for (let element = 0; element < known.length; element++) gap(element, earlier.length);
    },
  };
}

/** The first of the reads that began after a row. */
function firstAfter(reads: readonly SetRead[], row: number): number {
  if (row === never) return reads.length;
  let low = 0;
  let high = reads.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((reads[middle] as SetRead).invoked > row) high = middle;
    else low = middle + 1;
  }
  return low;
}
