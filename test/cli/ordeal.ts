// Starts the real command, as a person does, and gives what it printed and how it ended.

import { execa } from 'execa';
import { repositoryRoot } from '../tidy/source-files.ts';

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Colours off, so that texts can be compared; a directory of its own for state where a test needs one. */
export async function ordeal(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa('node', ['bin/ordeal.mjs', ...args], {
    cwd: repositoryRoot,
    env: { NO_COLOR: '1', ORDEAL_DEBUG: '', ...environment },
    reject: false,
    stdin: 'ignore',
    timeout: 900_000,
  });
  return { exitCode: exitCode ?? -1, stdout, stderr };
}
