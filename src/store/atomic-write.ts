// A file or a link that is either the old one or the new one, whenever the harness is killed: made beside its place,
// made durable, then renamed over it.

import { randomUUID } from 'node:crypto';
import { open, rename, rm, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { storeErrorOf } from './store-error.ts';

/**
 * Writes a whole file.
 * @param mode its rights; absent for those of a new file
 * @throws {StoreError} when it cannot
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  mode?: number,
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    const file = await open(temporary, 'wx');
    try {
      if (mode !== undefined) await file.chmod(mode);
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw storeErrorOf(path, 'written', error);
  }
}

/** Makes or moves a symbolic link. @throws {StoreError} when it cannot, also where a real folder is in the way */
export async function linkAtomically(target: string, path: string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await symlink(target, temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw storeErrorOf(path, 'written', error);
  }
}

/** In the same folder, since a rename cannot leave its file system; hidden, so that no listing shows it. */
function temporaryName(path: string): string {
  return `${dirname(path)}/.${randomUUID()}.tmp`;
}
