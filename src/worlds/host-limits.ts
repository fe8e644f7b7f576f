// What a host grants its database, as faults that starve it are seen.

/** What the operating system grants a database just now. */
export interface HostLimits {
  /** Of the time, how much its process spends stopped, from 0 to 1, watched for a moment. */
  readonly stoppedShare: number;
  /** How many more files and connections it can open. */
  readonly spareFiles: number;
  /** How much more memory it can have, in KiB; infinite where nothing bounds it. */
  readonly spareMemoryKib: number;
}
