// Directories under the system's temporary one that say whose they are, so that a later run can remove those of the
// dead, together with processes that were to end with them.

import { readFileSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { currentOwner, type OwnerId, startTicks } from './owner.ts';

const ownerFile = 'ordeal-owner';
const processFile = 'ordeal-processes';

export interface RecordedProcess {
  readonly pid: number;
  /** As `startTicks` gives it. */
  readonly start: string;
}

/** Marks a fresh directory as this process's. */
export async function markOwned(directory: string): Promise<void> {
  await writeFile(join(directory, ownerFile), currentOwner());
}

/** Notes a process that has to go when the directory goes. */
export async function recordProcess(directory: string, pid: number): Promise<void> {
  const start = startTicks(pid);
  if (start !== null) await appendFile(join(directory, processFile), `${pid} ${start}\n`);
}

/** Who made the directory; `null` when it is not one of ours. */
export function ownerOf(directory: string): OwnerId | null {
  const owner = read(join(directory, ownerFile)).trim();
  return owner === '' ? null : owner;
}

export function recordedProcesses(directory: string): readonly RecordedProcess[] {
  const lines = read(join(directory, processFile)).matchAll(/^(\d+) (\d+)$/gm);
  return [...lines].map(([, pid, start]) => ({ pid: Number(pid), start: start ?? '' }));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
