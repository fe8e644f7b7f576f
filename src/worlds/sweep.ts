// Clears what dead runs left: containers, networks and volumes by label, temporary directories by owner file, and
// processes recorded in them. A thing whose owner lives, or may live, is never touched, nor anything that another user
// of the machine may have made.

import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftoverProcesses, ownerOf } from './owned-directory.ts';
import { isDead } from './owner.ts';
import { keepsEntriesApart } from './private-file.ts';

const directoryPrefix = 'ordeal-';

/**
 * Removes all leftovers it can; to be called at the start of every run. Never rejects: what cannot be
 * removed is told through `onProgress` and left for the next run.
 */
export async function sweepLeftovers(onProgress: (line: string) => void): Promise<void> {
  await Promise.all([
    sweepDirectories(onProgress).catch((error: unknown) =>
      onProgress(`leftovers not swept: ${String(error)}`),
    ),
    sweepDaemon(onProgress),
  ]);
}

async function sweepDaemon(onProgress: (line: string) => void): Promise<void> {
  try {
    const [{ connectDocker }, { sweepDocker }] = await Promise.all([
      import('./docker/client.ts'),
      import('./docker/sweep.ts'),
    ]);
    const docker = await connectDocker().catch(() => null);
    if (docker === null) return;
    for (const problem of await sweepDocker(docker, onProgress))
      onProgress(`leftover not removed: ${problem}`);
  } catch (error) {
    onProgress(`leftovers in the Docker daemon not swept: ${String(error)}`);
  }
}

async function sweepDirectories(onProgress: (line: string) => void): Promise<void> {
  const root = tmpdir();
  if (!keepsEntriesApart(root)) {
    onProgress(
      `leftovers not swept: everybody may replace what is in ${root}; set its sticky bit (chmod +t), or set TMPDIR`,
    );
    return;
  }
  for (const name of await readdir(root)) {
    if (!name.startsWith(directoryPrefix)) continue;
    const directory = join(root, name);
    const owner = ownerOf(directory);
    if (owner === null || !isDead(owner)) continue;
    for (const pid of leftoverProcesses(directory)) endProcess(pid, onProgress);
    try {
      await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
      onProgress(`removed leftover directory ${directory}`);
    } catch (error) {
      onProgress(`leftover not removed: ${directory}: ${String(error)}`);
    }
  }
}

function endProcess(pid: number, onProgress: (line: string) => void): void {
  try {
    process.kill(pid, 'SIGKILL');
    onProgress(`ended leftover process ${pid}`);
  } catch (error) {
    onProgress(`leftover process ${pid} not ended: ${String(error)}`);
  }
}
