// Writes a file that is there whole or not at all: temporary name, sync, rename, sync of the directory.

import type { Disk, DiskCallback, DiskFile } from '../env.ts';
import { runSteps } from './steps.ts';

/** Replaces the file `name` by `content`, durably. One call per `name` at a time. */
export function writeWholeFile(disk: Disk, name: string, content: Uint8Array, done: DiskCallback): void {
  const temporary = `${name}.tmp`;
  let file: DiskFile | null = null;
  const opened = (): DiskFile => file as DiskFile;
  runSteps(
    [
      (next) =>
        disk.open(temporary, (error, handle) => {
          file = handle;
          next(error);
        }),
      (next) => opened().truncate(0, next),
      (next) => opened().append(content, next),
      (next) => opened().sync(next),
      (next) => opened().close(next),
      (next) => disk.rename(temporary, name, next),
      (next) => disk.syncDirectory(next),
    ],
    done,
  );
}

/** Reads files one after the other, in the order of `names`; a missing one gives `null`. */
export function readFiles(
  disk: Disk,
  names: readonly string[],
  done: (error: Error | null, contents: readonly (Uint8Array | null)[]) => void,
): void {
  const contents: (Uint8Array | null)[] = [];
  runSteps(
    names.map((name) => (next: DiskCallback) => {
      disk.read(name, (error, content) => {
        contents.push(content);
        next(error);
      });
    }),
    (error) => done(error, contents),
  );
}
