// The wall clock of a host, as libfaketime makes it: an offset in a file that every look at the clock reads anew. A drift is
// the offset written again every few milliseconds, since a live change of libfaketime's own rate makes the clock jump.

import { renameSync, writeFileSync } from 'node:fs';

/** The error of a drifting clock between two writes is at most this times its rate. */
const rewriteMs = 25;

export interface WallClock {
  /** Moves the clock by `offsetMs` at once, on top of earlier moves; its rate stays. */
  jump(offsetMs: number): void;
  /** From now on the clock gains `partsPerMillion`. */
  drift(partsPerMillion: number): void;
  /** Right time at the right rate. */
  reset(): void;
}

/** @param offsetFile libfaketime's FAKETIME_TIMESTAMP_FILE. */
export function createWallClock(offsetFile: string): WallClock {
  let offsetMs = 0;
  let partsPerMillion = 0;
  let sinceMs = performance.now();
  let rewriting: NodeJS.Timeout | null = null;

  const now = (): number => offsetMs + ((performance.now() - sinceMs) * partsPerMillion) / 1e6;
  const write = (): void => writeOffset(offsetFile, now());
  const set = (newOffsetMs: number, newPartsPerMillion: number): void => {
    offsetMs = newOffsetMs;
    partsPerMillion = newPartsPerMillion;
    sinceMs = performance.now();
    if (rewriting !== null) clearInterval(rewriting);
    rewriting = partsPerMillion === 0 ? null : setInterval(write, rewriteMs);
    write();
  };
  return {
    jump: (byMs) => set(now() + byMs, partsPerMillion),
    drift: (newPartsPerMillion) => set(now(), newPartsPerMillion),
    reset: () => set(0, 0),
  };
}

/** Under another name first: half a number in the file ends the process that reads it. */
function writeOffset(path: string, offsetMs: number): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, `${offsetMs < 0 ? '-' : '+'}${(Math.abs(offsetMs) / 1000).toFixed(6)}\n`);
  renameSync(partial, path);
}
