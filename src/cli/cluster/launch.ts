// Starts the keeper as a process of its own and waits until it serves, so that `cluster up` can return.

import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { CommandFailure, infrastructureFailure } from '../failure.ts';
import { repositoryPath } from '../repository.ts';
import { type ClusterState, clusterPaths, prepareStateDirectory } from './state.ts';

/** What the keeper tells the process that started it. */
export type KeeperMessage =
  | { readonly kind: 'progress'; readonly line: string }
  | { readonly kind: 'ready'; readonly state: ClusterState }
  | { readonly kind: 'failed'; readonly message: string; readonly exitCode: number };

const longestBootMs = 600_000;

/**
 * Starts `cluster keep` with these arguments, detached from this terminal.
 * @throws {CommandFailure} with the keeper's own sentence.
 */
export async function launchKeeper(
  args: readonly string[],
  onProgress: (line: string) => void,
): Promise<ClusterState> {
  const paths = clusterPaths();
  await prepareStateDirectory(paths);
  const log = openSync(paths.keeperLog, 'w', 0o600);
  const keeper = spawn(process.execPath, [repositoryPath('bin/ordeal.mjs'), 'cluster', 'keep', ...args], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  const interrupt = (): void => void keeper.kill('SIGTERM');
  process.once('SIGINT', interrupt);
  try {
    return await new Promise<ClusterState>((resolve, reject) => {
      const fail = (message: string): void => reject(infrastructureFailure(message));
      const timer = setTimeout(() => {
        keeper.kill('SIGTERM');
        fail(`The cluster did not boot within ${longestBootMs / 1000} s: see ${paths.keeperLog}.`);
      }, longestBootMs);
      timer.unref();
      keeper.on('message', (message) => {
        const told = message as KeeperMessage;
        if (told.kind === 'progress') onProgress(told.line);
        else if (told.kind === 'ready') resolve(told.state);
        else reject(new CommandFailure(told.message, told.exitCode));
      });
      keeper.once('error', (error) => fail(`The keeper could not be started: ${error.message}.`));
      keeper.once('exit', () => fail(`The keeper ended before the cluster served: see ${paths.keeperLog}.`));
    });
  } finally {
    process.removeListener('SIGINT', interrupt);
    if (keeper.connected) keeper.disconnect();
    keeper.unref();
  }
}

/** Tells the process that started this one; does nothing once it has gone. */
export function tellLauncher(message: KeeperMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
