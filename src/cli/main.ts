// The entry: runs the command line and turns whatever goes wrong into one sentence and an exit code.

import { terminalText, visibleText } from '../report/terminal-text.ts';
import { worstExitCode } from '../runner/exit-code.ts';
import { sentence } from './failure.ts';
import { failureOf } from './failure-of.ts';
import { outputSentence } from './output.ts';
import { runProgram } from './program.ts';
import { watchStandardStreams } from './standard-streams.ts';

/** What is known already, such as a violation, outranks what went wrong after it. */
function endWith(exitCode: number): void {
  const known = typeof process.exitCode === 'number' ? [process.exitCode] : [];
  process.exitCode = worstExitCode([exitCode, ...known]);
}

/** Tells a failure, once, on standard error. */
function tell(error: unknown): void {
  if (error instanceof AggregateError) {
    for (const one of error.errors) tell(one);
    return;
  }
  const failure = failureOf(error);
  for (const message of failure.messages)
    process.stderr.write(`${terminalText(visibleText(`ordeal: ${sentence(message)}`))}\n`);
  if (process.env['ORDEAL_DEBUG'] === '1' && error instanceof Error)
    process.stderr.write(`${terminalText(error.stack ?? '')}\n`);
  endWith(failure.exitCode);
}

const streams = watchStandardStreams();
process.on('uncaughtException', (error) => {
  tell(error);
  process.exit();
});

let isTold = false;
// Of text for people beside a verdict, that it is not whole is told, and the verdict stays.
process.once('beforeExit', () => {
  const lost = streams.outputError();
  if (lost !== null && !isTold) process.stderr.write(`ordeal: ${outputSentence(lost)}\n`);
});
await runProgram(process.argv.slice(2)).catch((error: unknown) => {
  isTold = true;
  tell(error);
});
