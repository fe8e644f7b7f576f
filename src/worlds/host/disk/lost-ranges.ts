// Stretches of a file that a running process reads and the medium does not have, although nobody will write them again:
// their sync failed and the kernel called the pages clean, or the disk said that it had written them.

import { type ByteRange, intersect, subtract } from './byte-ranges.ts';
import type { StoredContent } from './stored-content.ts';

export type LossCause = 'failed-sync' | 'lost-write';

interface LostRange extends ByteRange {
  readonly cause: LossCause;
  /** What the medium has there, from `from` on; zeros beyond its end. */
  readonly medium: Buffer;
}

export interface LostRanges {
  add(range: ByteRange, cause: LossCause, medium: Buffer): void;
  /** Forgets what lies in `range`, which is written anew; puts what the medium has there into `bytes`, which begin at `range.from`. */
  replace(range: ByteRange, bytes: Buffer): void;
  has(cause: LossCause): boolean;
  /**
   * Makes the content what the medium has; returns the bytes changed. Lost writes beyond `noticedTo` did reach the medium
   * after all: no single node could tell that they did not.
   */
  apply(
    content: StoredContent,
    length: number,
    noticedTo: number,
  ): { readonly bytes: number; readonly lost: readonly ByteRange[] };
}

export function createLostRanges(): LostRanges {
  let ranges: readonly LostRange[] = [];

  const part = ({ cause, from, medium }: LostRange, kept: ByteRange): LostRange => ({
    ...kept,
    cause,
    medium: medium.subarray(Math.min(medium.length, kept.from - from), kept.to - from),
  });
  return {
    add(range, cause, medium) {
      ranges = [...ranges, { ...range, cause, medium }];
    },
    replace(range, bytes) {
      for (const lost of ranges) {
        const both = intersect(lost, range);
        if (both === null) continue;
        const medium = part(lost, both).medium;
        const target = bytes.subarray(both.from - range.from, both.to - range.from);
        target.fill(0);
        medium.copy(target);
      }
      ranges = ranges.flatMap((lost) => subtract(lost, range).map((kept) => part(lost, kept)));
    },
    has: (cause) => ranges.some((range) => range.cause === cause),
    apply(content, length, noticedTo) {
      let bytes = 0;
      const lost: ByteRange[] = [];
      for (const range of ranges) {
        if (range.cause === 'lost-write' && range.to > noticedTo) continue;
        const both = intersect(range, { from: 0, to: length });
        if (both === null) continue;
        const old = Buffer.alloc(both.to - both.from);
        part(range, both).medium.copy(old);
        content.write(both.from, old);
        bytes += old.length;
        if (range.cause === 'lost-write') lost.push(both);
      }
      ranges = [];
      return { bytes, lost };
    },
  };
}
