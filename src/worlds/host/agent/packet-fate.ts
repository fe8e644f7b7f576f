// What becomes of each packet on a shaped link; the same rules as on a link of the simulated world, with time and chance given.

import type { LinkShape } from '../../world.ts';

export interface PacketFate {
  /** When it goes on; `null` when it is lost. */
  readonly releaseMs: number | null;
  readonly repeated: boolean;
  readonly corrupted: boolean;
}

export interface LinkFates {
  fateOf(nowMs: number, bytes: number): PacketFate;
}

/** Packets that would have to wait longer for their turn on a slow link are lost, as in a router whose buffer is full. */
const longestBacklogMs = 1000;

/** @param chance evenly from 0 to below 1. */
export function createLinkFates(shape: LinkShape, chance: () => number = Math.random): LinkFates {
  const happens = (percent: number | undefined): boolean => chance() * 100 < (percent ?? 0);
  /** Packets that keep their order go on no earlier than this. */
  let lastReleaseMs = 0;
  /** The link is busy with earlier packets until then. */
  let busyUntilMs = 0;
  return {
    fateOf(nowMs, bytes) {
      const lost = happens(shape.lossPercent);
      const repeated = happens(shape.duplicatePercent);
      const corrupted = happens(shape.corruptPercent);
      const overtakes = happens(shape.reorderPercent);
      const jitterMs = chance() * (shape.jitterMs ?? 0);
      if (lost) return { releaseMs: null, repeated: false, corrupted: false };
      let earliestMs = nowMs;
      if (shape.kilobitsPerSecond !== undefined && shape.kilobitsPerSecond > 0) {
        if (busyUntilMs - nowMs > longestBacklogMs)
          return { releaseMs: null, repeated: false, corrupted: false };
        busyUntilMs = Math.max(busyUntilMs, nowMs) + (bytes * 8) / shape.kilobitsPerSecond;
        earliestMs = busyUntilMs;
      }
      earliestMs += (shape.delayMs ?? 0) + jitterMs;
      const releaseMs = overtakes ? earliestMs : Math.max(earliestMs, lastReleaseMs);
      if (!overtakes) lastReleaseMs = releaseMs;
      return { releaseMs, repeated, corrupted };
    },
  };
}
