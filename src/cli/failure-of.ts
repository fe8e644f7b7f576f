// What any error that reaches the entry means to the person and to the script that called.

import { FileError } from '../files/regular-file.ts';
import { HistoryError } from '../history/history-error.ts';
import { JournalError } from '../history/journal.ts';
import { PlanError } from '../plan/parse-plan.ts';
import { StoreError } from '../store/store-error.ts';
import {
  CommandFailure,
  crashExitCode,
  infrastructureFailure,
  messageOf,
  systemFailure,
  usageExitCode,
} from './failure.ts';

/** The sentence and the exit code of an error. */
export function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (error instanceof PlanError) return new CommandFailure(error.sentences, usageExitCode);
  const told = [FileError, HistoryError, JournalError, StoreError];
  if (error instanceof Error && told.some((kind) => error instanceof kind))
    return infrastructureFailure(error.message);
  const crash = `Ordeal crashed: ${messageOf(error)} (run again with ORDEAL_DEBUG=1 for the stack).`;
  return systemFailure(error) ?? new CommandFailure(crash, crashExitCode);
}

/**
 * Takes every step, also after one that failed: a file that cannot be written costs nobody the document on standard output.
 * @throws {AggregateError} of all that failed
 */
export async function takeAll(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => void errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors);
}
