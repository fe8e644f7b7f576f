// Directories under the system's temporary one that say whose they are, so that a later run can remove those of the dead.

import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { currentOwner, type OwnerId } from './owner.ts';

const ownerFile = 'ordeal-owner';

/** Marks a fresh directory as this process's. */
export async function markOwned(directory: string): Promise<void> {
  await writeFile(join(directory, ownerFile), currentOwner());
}

/** Who made the directory; `null` when it is not one of ours. */
export function ownerOf(directory: string): OwnerId | null {
  try {
    return readFileSync(join(directory, ownerFile), 'utf8').trim();
  } catch {
    return null;
  }
}
