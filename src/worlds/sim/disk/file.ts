// One file as an operating system keeps it: content in the page cache, and the older state that the medium holds.
// Appends and truncations change only the cache; a sync carries them to the medium; power loss falls back to what the
// medium has, plus whatever of the unsynced blocks happened to be written already, in any order.

import type { RandomStream } from '../random.ts';

/** Unit in which unsynced data survives or is lost. */
export const blockBytes = 512;

export interface PowerLossRules {
  /** Any subset of the unsynced blocks survives; otherwise those up to some place. */
  readonly reorder: boolean;
  /**
   * Lost writes did reach the medium after all where no single node could tell that they did not: at the end, and behind what this says
   * of the content (bytes from its start that may be damaged and be noticed). `null` where any may be lost.
   */
  readonly noticeableBytes: ((content: Pick<SimulatedFile, 'length' | 'readDurable'>) => number) | null;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** A stretch of a file that the medium never got, although a running process reads it. */
interface LostRange extends Range {
  /** Why: its sync failed, which the process was told, or the disk lost it without a word. */
  readonly cause: 'failed-sync' | 'lost-write';
}

export interface SimulatedFile {
  length(): number;
  /** True while content that was reported durable is wrong, or will be once the power goes. */
  isDamaged(): boolean;
  /** Bytes from the start that the medium certainly holds. */
  durableLength(): number;
  /** A copy of the content as a running process reads it. */
  read(): Uint8Array;
  /** What the medium certainly holds from `from` on: a view, good until the file changes. */
  readDurable(from: number): Uint8Array;
  append(bytes: Uint8Array): void;
  /** Takes the space, which the medium never gets; `bytes` go where an earlier part of the file was. */
  appendMisdirected(bytes: Uint8Array, at: number): void;
  /** Takes the space; the medium never gets the bytes. */
  appendLost(bytes: Uint8Array): void;
  truncate(length: number): void;
  sync(): void;
  /** A failed sync: the kernel marks the pages clean, and the medium never gets them. */
  loseDirtyPages(): void;
  flipBit(byte: number, bit: number): void;
  /** The state after the power came back. */
  losePower(random: RandomStream, rules: PowerLossRules): void;
}

/** Makes an empty file that the medium knows as empty. */
export function createFile(): SimulatedFile {
  let content = new Uint8Array(1024);
  let length = 0;
  let durable = 0;
  /** What the medium still holds from `durable` on, cut off in the cache by a truncation. */
  let oldTail = new Uint8Array(0);
  let lostRanges: LostRange[] = [];
  let damagedRanges: Range[] = [];

  const reserve = (needed: number): void => {
    if (needed <= content.length) return;
    const larger = new Uint8Array(Math.max(needed, content.length * 2));
    larger.set(content.subarray(0, length));
    content = larger;
  };
  const append = (bytes: Uint8Array): void => {
    reserve(length + bytes.length);
    content.set(bytes, length);
    length += bytes.length;
  };
  const truncate = (to: number): void => {
    if (to < durable) {
      const cut = content.slice(to, durable);
      const merged = new Uint8Array(cut.length + oldTail.length);
      merged.set(cut);
      merged.set(oldTail, cut.length);
      oldTail = merged;
      durable = to;
    }
    if (to > length) {
      reserve(to);
      content.fill(0, length, to);
    }
    length = to;
    lostRanges = lostRanges.filter((range) => range.from < to);
    damagedRanges = damagedRanges.filter((range) => range.from < to);
  };
  const sync = (): void => {
    durable = length;
    if (oldTail.length > 0) oldTail = new Uint8Array(0);
  };
  const durableLength = (): number =>
    lostRanges.length === 0 ? durable : Math.min(durable, ...lostRanges.map((range) => range.from));
  const loseBytes = (from: number, to: number): void => {
    for (let at = from; at < to; at += 1) content[at] = oldTail[at - durable] ?? 0;
  };
  const loseSomeBlocks = (random: RandomStream, start: number, end: number): void => {
    for (let from = start; from < end; ) {
      const to = Math.min(end, from - (from % blockBytes) + blockBytes);
      if (random.chance(500)) loseBytes(from, to);
      from = to;
    }
  };
  /** Which lost ranges nobody could notice, judged while all of them can still be read. */
  const sparedLosses = (
    noticeableBytes: PowerLossRules['noticeableBytes'],
  ): ((range: LostRange) => boolean) => {
    if (noticeableBytes === null || !lostRanges.some(({ cause }) => cause === 'lost-write'))
      return () => false;
    const bound = noticeableBytes({
      length: () => durable,
      readDurable: (from) => content.slice(from, durable),
    });
    return ({ cause, from, to }) => cause === 'lost-write' && (to >= durable || from >= bound);
  };
  const losePower = (random: RandomStream, { reorder, noticeableBytes }: PowerLossRules): void => {
    const isSpared = sparedLosses(noticeableBytes);
    for (const range of lostRanges) {
      if (isSpared(range)) continue;
      content.fill(0, range.from, Math.min(range.to, length));
      if (range.cause === 'lost-write') damagedRanges.push(range);
    }
    lostRanges = [];
    const oldLength = durable + oldTail.length;
    const unsynced = length !== durable || oldTail.length > 0;
    if (!unsynced) return;
    const keptAll = random.chance(250);
    const newLength = keptAll ? length : drawLength(random, durable, length, oldLength);
    if (newLength > length) {
      reserve(newLength);
      loseBytes(length, newLength);
    }
    const prefixEnd = durable + random.below(newLength - durable + 1);
    if (!keptAll && !reorder) loseBytes(prefixEnd, newLength);
    if (!keptAll && reorder) loseSomeBlocks(random, durable, newLength);
    length = newLength;
    sync();
  };

  return {
    length: () => length,
    durableLength,
    isDamaged: () => damagedRanges.length > 0 || lostRanges.some(({ cause }) => cause === 'lost-write'),
    read: () => content.slice(0, length),
    readDurable: (from) => content.subarray(from, Math.max(from, durableLength())),
    append,
    truncate,
    sync,
    losePower,
    appendMisdirected: (bytes, at) => {
      damagedRanges.push({ from: at, to: at + bytes.length });
      content.set(bytes.subarray(0, length - at), at);
      append(bytes);
      lostRanges.push({ from: length - bytes.length, to: length, cause: 'lost-write' });
    },
    appendLost: (bytes) => {
      append(bytes);
      lostRanges.push({ from: length - bytes.length, to: length, cause: 'lost-write' });
    },
    loseDirtyPages: () => {
      if (length > durable) lostRanges.push({ from: durable, to: length, cause: 'failed-sync' });
      sync();
    },
    flipBit: (byte, bit) => {
      if (byte >= length) return;
      damagedRanges.push({ from: byte, to: byte + 1 });
      content[byte] = (content[byte] as number) ^ (1 << bit);
    },
  };
}

/** The length the medium remembers: the old one, the new one, or one on the way between them. */
function drawLength(random: RandomStream, durable: number, length: number, oldLength: number): number {
  const choice = random.below(4);
  if (choice === 0) return oldLength;
  if (choice === 1) return length;
  return durable + random.below(Math.max(length, oldLength) - durable + 1);
}
