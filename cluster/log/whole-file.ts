// Writes a file that is there whole or not at all: temporary name, sync, rename, sync of the directory. Reads files, where it
// matters so often that what came back is what the medium holds.

import type { Disk, DiskCallback, DiskError, DiskFile } from '../env.ts';
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

type Content = Uint8Array | null;
export type ReadFile = (
  disk: Disk,
  name: string,
  done: (error: DiskError | null, content: Content) => void,
) => void;

export const readOnce: ReadFile = (disk, name, done) => disk.read(name, done);

/** A medium that is right is read wrong in ever other places: what comes back so often is what it holds. */
const equalReadings = 3;
const mostReadings = 24;

/** Reads a file until it has come back the same three times; an error where that does not happen. */
export const readSurely: ReadFile = (disk, name, done) => {
  const readings: { readonly content: Content; times: number }[] = [];
  const again = (attempt: number): void => {
    disk.read(name, (error, content) => {
      if (error !== null) return done(error, null);
      let reading = readings.find((earlier) => areEqual(earlier.content, content));
      if (reading === undefined) {
        reading = { content, times: 0 };
        readings.push(reading);
      }
      reading.times += 1;
      if (reading.times === equalReadings) return done(null, content);
      if (attempt < mostReadings) return again(attempt + 1);
      done(new Error(`${name} was read ${mostReadings} times, and came back ever different`), null);
    });
  };
  again(1);
};

function areEqual(left: Content, right: Content): boolean {
  if (left === null || right === null) return left === right;
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** Reads files one after the other, in the order of `names`; a missing one gives `null`. */
export function readFiles(
  disk: Disk,
  names: readonly string[],
  read: ReadFile,
  done: (error: Error | null, contents: readonly Content[]) => void,
): void {
  const contents: Content[] = [];
  runSteps(
    names.map((name) => (next: DiskCallback) => {
      read(disk, name, (error, content) => {
        contents.push(content);
        next(error);
      });
    }),
    (error) => done(error, contents),
  );
}
