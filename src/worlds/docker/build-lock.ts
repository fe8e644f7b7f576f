// One build of the image at a time for each user of a machine: several runs started together would each spend a minute
// on it. The lock lies in the user's own cache folder, where nobody else can take it and keep it.

import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { markOwned, ownerOf } from '../owned-directory.ts';
import { isDead } from '../owner.ts';

const pollMs = 200;
/** Longer than any build takes; then the lock is ignored, which costs no more than a second build. */
const maximumWaitMs = 900_000;

/** Runs `action` while no other process of this user is in a build of ours; at once where no lock can be had. */
export async function withBuildLock<T>(
  onProgress: (line: string) => void,
  action: () => Promise<T>,
): Promise<T> {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ordeal');
  const directory = join(cache, 'image-lock');
  try {
    await mkdir(cache, { recursive: true, mode: 0o700 });
  } catch {
    return action();
  }
  const deadlineMs = performance.now() + maximumWaitMs;
  let told = false;
  while (!(await claim(directory)) && performance.now() < deadlineMs) {
    const owner = ownerOf(directory);
    if (owner !== null && isDead(owner)) {
      await rm(directory, { recursive: true, force: true });
      continue;
    }
    if (!told) onProgress('waiting for another run that is building the image');
    told = true;
    await sleep(pollMs);
  }
  try {
    return await action();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Making a directory either succeeds or tells that it is there: exactly one process gets it. */
async function claim(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  await markOwned(directory);
  return true;
}
