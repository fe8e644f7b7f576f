// A process that holds namespaces open, or lives in them, for as long as the harness does: its standard input is a pipe from
// here, and it ends when that pipe does, however this process died.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { toolPath } from './tools.ts';

export interface HeldProcess {
  readonly pid: number;
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when the process has gone; never rejects. */
  readonly gone: Promise<void>;
  /** What it last wrote to standard error. */
  lastError(): string;
  /** Ends its input and waits; kills it when it does not go. */
  end(): Promise<void>;
}

const endTimeoutMs = 3000;
const keptErrorCharacters = 1000;

/** @throws {Error} when the program cannot be started at all. */
export async function startHeld(
  command: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<HeldProcess> {
  const child = spawn(command, parameters, {
    // A group of its own: Ctrl-C at the terminal is for the harness, which has yet to collect the logs.
    detached: true,
    stdio: 'pipe',
    env: { PATH: toolPath, HOME: '/', LC_ALL: 'C', ...environment },
  });
  let errors = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    errors = (errors + text).slice(-keptErrorCharacters);
  });
  child.stdin.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return {
    pid: child.pid ?? 0,
    child,
    gone,
    lastError: () => errors.trim(),
    async end() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

/**
 * Resolves when the process has printed a line of just `ready`; its output is no longer read afterwards.
 * @throws {Error} when it ends or `timeoutMs` passes first, with what it wrote to standard error.
 */
export function awaitReady(held: HeldProcess, what: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const settle = (problem: string | null): void => {
      clearTimeout(timer);
      held.child.stdout.off('data', read);
      held.child.stdout.resume();
      if (problem === null) resolve();
      else reject(new Error(`${what}: ${problem}${held.lastError() === '' ? '' : ` (${held.lastError()})`}`));
    };
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-keptErrorCharacters);
      if (output.split('\n').includes('ready')) settle(null);
    };
    const timer = setTimeout(() => settle(`not ready within ${timeoutMs} ms`), timeoutMs);
    held.child.stdout.on('data', read);
    void held.gone.then(() => settle('it has ended'));
  });
}
