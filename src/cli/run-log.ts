// What the harness said during a run, kept beside its results.

import { appendFileSync } from 'node:fs';

export type RunLog = (line: string) => void;

/** Each line with the time of the machine. A log that cannot be written is no reason to end a run. */
export function createRunLog(path: string): RunLog {
  return (line) => {
    try {
      appendFileSync(path, `${new Date().toISOString()} ${line}\n`);
    } catch {
      // The journal meets the same full disk, and reports it.
    }
  };
}
