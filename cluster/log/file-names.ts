// The names of a node's files, and back from a directory listing.

export const ballotSlotNames = ['ballot-a', 'ballot-b'] as const;
export const bootstrapName = 'bootstrap';
export const asidePrefix = 'damaged-';

const segmentPattern = /^log-(\d{8})$/;
const snapshotPattern = /^snapshot-(\d{16})$/;

export function segmentName(number: number): string {
  return `log-${String(number).padStart(8, '0')}`;
}

export function snapshotName(logId: number): string {
  return `snapshot-${String(logId).padStart(16, '0')}`;
}

function numbersOf(names: readonly string[], pattern: RegExp): number[] {
  return names
    .map((name) => pattern.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((left, right) => left - right);
}

/** Numbers of the log segments among `names`, ascending. */
export function segmentNumbers(names: readonly string[]): number[] {
  return numbersOf(names, segmentPattern);
}

/** LogIDs of the snapshots among `names`, ascending. */
export function snapshotLogIds(names: readonly string[]): number[] {
  return numbersOf(names, snapshotPattern);
}
