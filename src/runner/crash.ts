// A programming error in a workload, a nemesis or a generator: reported, never lost, and no verdict on the database.

/** Where the harness' own code failed, and how. */
export interface Crash {
  readonly where: string;
  readonly message: string;
  /** For the saved results, not for the terminal. */
  readonly stack: string;
}

/** Describes anything that was thrown. */
export function crashOf(where: string, error: unknown): Crash {
  if (error instanceof Error) return { where, message: error.message, stack: error.stack ?? '' };
  return { where, message: String(error), stack: '' };
}
