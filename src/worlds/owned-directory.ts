// Directories under the system's temporary one that say whose they are, so that a later run can remove those of the
// dead, together with processes that were to end with them. Anybody may make such a directory: only one of this user's
// own is believed, and only a process that carries its mark is ever ended.

import { readFileSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { currentOwner, isRunning, type OwnerId, startTicks } from './owner.ts';
import { isPrivateDirectory, readPrivateFile } from './private-file.ts';

const ownerFile = 'ordeal-owner';
const processFile = 'ordeal-processes';
/** Environment variable of every process that has to go with a directory: that directory. */
const markVariable = 'ORDEAL_DIRECTORY';
const fileBytesMax = 64 * 1024;
const fileMode = 0o600;

/** Marks a fresh directory as this process's. */
export async function markOwned(directory: string): Promise<void> {
  await writeFile(join(directory, ownerFile), currentOwner(), { mode: fileMode });
}

/** What a process has to have in its environment so that it may be ended with the directory. */
export const markOf = (directory: string): Readonly<Record<string, string>> => ({
  [markVariable]: directory,
});

/** Notes a process that has to go when the directory goes; it carries {@link markOf}. */
export async function recordProcess(directory: string, pid: number): Promise<void> {
  const start = startTicks(pid);
  if (start !== null) await appendFile(join(directory, processFile), `${pid} ${start}\n`, { mode: fileMode });
}

/** Who made the directory; `null` when it is not one of ours, or anybody else may have written what it says. */
export function ownerOf(directory: string): OwnerId | null {
  if (!isPrivateDirectory(directory)) return null;
  const owner = (readPrivateFile(join(directory, ownerFile), fileBytesMax) ?? '').trim();
  return owner === '' ? null : owner;
}

/**
 * The recorded processes of a directory that still run, and really are those that were recorded: same number, same
 * start, this user's, and marked with the directory in their environment.
 */
export function leftoverProcesses(directory: string): readonly number[] {
  if (!isPrivateDirectory(directory)) return [];
  const text = readPrivateFile(join(directory, processFile), fileBytesMax) ?? '';
  const found = [...text.matchAll(/^(\d{1,10}) (\d{1,20})$/gm)];
  return found
    .filter(([, pid, start = '']) => isRunning(Number(pid), start) && isMarked(Number(pid), directory))
    .map(([, pid]) => Number(pid));
}

/** Whether all four user ids of the process are this user's, and its environment, as it was started, names the directory. */
function isMarked(pid: number, directory: string): boolean {
  const user = process.getuid?.();
  const ids = /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.slice(1);
  if (user === undefined || ids === undefined || ids.some((id) => Number(id) !== user)) return false;
  return read(`/proc/${pid}/environ`).split('\0').includes(`${markVariable}=${directory}`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
