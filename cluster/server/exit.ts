// How the process ends, for whoever started it (numbers from BSD's sysexits.h).

export const ExitCode = {
  /** The command line or the configuration is wrong. */
  usage: 64,
  /** A port or the data directory cannot be had. */
  unavailable: 69,
  /** The node halted or panicked; the log says why. */
  halted: 70,
} as const;

/** Ends the start of a node with one sentence for a person. */
export class StartupError extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
    this.name = 'StartupError';
  }
}
