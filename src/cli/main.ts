// The entry: runs the command line and turns whatever goes wrong into one sentence and an exit code.

import { FileError } from '../files/regular-file.ts';
import { HistoryError } from '../history/history-error.ts';
import { JournalError } from '../history/journal.ts';
import { PlanError } from '../plan/parse-plan.ts';
import { terminalText, visibleText } from '../report/terminal-text.ts';
import { StoreError } from '../store/store-error.ts';
import {
  CommandFailure,
  crashExitCode,
  infrastructureFailure,
  messageOf,
  sentence,
  systemFailure,
  usageExitCode,
} from './failure.ts';
import { runProgram } from './program.ts';

function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (error instanceof PlanError) return new CommandFailure(error.sentences, usageExitCode);
  const told = [FileError, HistoryError, JournalError, StoreError];
  if (error instanceof Error && told.some((kind) => error instanceof kind))
    return infrastructureFailure(error.message);
  const crash = `Ordeal crashed: ${messageOf(error)} (run again with ORDEAL_DEBUG=1 for the stack).`;
  return systemFailure(error) ?? new CommandFailure(crash, crashExitCode);
}

/** Tells a failure, once, on standard error. */
function tell(error: unknown): void {
  const failure = failureOf(error);
  for (const message of failure.messages)
    process.stderr.write(`${terminalText(visibleText(`ordeal: ${sentence(message)}`))}\n`);
  if (process.env['ORDEAL_DEBUG'] === '1' && error instanceof Error)
    process.stderr.write(`${terminalText(error.stack ?? '')}\n`);
  process.exitCode = failure.exitCode;
}

// A reader that has seen enough (`ordeal ls | head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  });
}
process.on('uncaughtException', (error) => {
  tell(error);
  process.exit();
});

await runProgram(process.argv.slice(2)).catch(tell);
