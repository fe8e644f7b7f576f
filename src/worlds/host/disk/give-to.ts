// Owner and mode of what this process makes for another.

import { chmodSync, chownSync } from 'node:fs';
import type { Owner } from './inode.ts';

/** Sets what the umask and the identity of this process would otherwise decide. */
export function giveTo(path: string, { mode, uid, gid }: Owner): void {
  chmodSync(path, mode);
  if (uid !== process.getuid?.() || gid !== process.getgid?.()) chownSync(path, uid, gid);
}
