// The node's directory on a real file system: flat, every name checked to stay inside.

import { close, fsync, open, readdir, readFile, rename, unlink } from 'node:fs';
import { basename, join } from 'node:path';
import type { Disk } from '../env.ts';
import { diskFile } from './disk-file.ts';

/** `directory` must exist. */
export function machineDisk(directory: string): Disk {
  const pathOf = (name: string): string => {
    if (name === '' || name === '.' || name === '..' || basename(name) !== name)
      throw new Error(`"${name}" is not the name of a file in the data directory`);
    return join(directory, name);
  };

  return {
    list: (callback) =>
      readdir(directory, (error, names) => callback(error, error === null ? names.sort() : [])),
    read: (name, callback) =>
      readFile(pathOf(name), (error, content) => {
        if (error?.code === 'ENOENT') callback(null, null);
        else callback(error, error === null ? content : null);
      }),
    open: (name, callback) =>
      open(pathOf(name), 'a', 0o600, (error, descriptor) =>
        callback(error, error === null ? diskFile(descriptor) : null),
      ),
    rename: (from, to, callback) => rename(pathOf(from), pathOf(to), callback),
    remove: (name, callback) => unlink(pathOf(name), callback),
    syncDirectory: (callback) =>
      open(directory, 'r', (openError, descriptor) => {
        if (openError !== null) return callback(openError);
        fsync(descriptor, (syncError) =>
          close(descriptor, (closeError) => callback(syncError ?? closeError)),
        );
      }),
  };
}
