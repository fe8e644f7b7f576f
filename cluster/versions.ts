// What this build speaks with other nodes, and what it reads and writes on disk. Builds of a cluster may differ: two nodes
// talk in the newest version of the wire that both know, and the disk is written in a newer format only once every member
// reads it. Until then a member may go back to its earlier build.

export interface VersionRange {
  readonly oldest: number;
  readonly newest: number;
}

/** Of messages between nodes, see `wire.ts`. Builds that do not tell speak version 1. */
export const wireVersions: VersionRange = { oldest: 1, newest: 1 };

/** Of everything that is kept: log records, ballot slots, snapshots, and the commands in the log. */
export const diskFormats: VersionRange = { oldest: 1, newest: 1 };

/** The format of a cluster that never agreed on a newer one. */
export const firstFormat = 1;

/** The newest version in both ranges; `null` where they have none in common. */
export function newestCommon(one: VersionRange, other: VersionRange): number | null {
  const newest = Math.min(one.newest, other.newest);
  return newest >= Math.max(one.oldest, other.oldest) ? newest : null;
}

export function includes({ oldest, newest }: VersionRange, version: number): boolean {
  return version >= oldest && version <= newest;
}

/** `1`, or `1 to 3`. */
export function rangeInWords({ oldest, newest }: VersionRange): string {
  return oldest === newest ? String(oldest) : `${oldest} to ${newest}`;
}

/** Why this build must not touch what is in `format`, and what to do; `null` where it may. */
export function refusalOf(format: number, where: string): string | null {
  if (includes(diskFormats, format)) return null;
  return `${where} format ${format}, but this build reads format ${rangeInWords(diskFormats)}: start a build that knows format ${format}.`;
}
