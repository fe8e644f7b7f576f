// Random programs of file operations, and how they are carried out on a directory, whatever file system it lies on.

import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RandomSource } from '../../../../src/random/source.ts';

export type FileStep =
  | {
      readonly do: 'create' | 'unlink' | 'mkdir' | 'rmdir' | 'fsync' | 'fdatasync' | 'sync-directory';
      readonly path: string;
    }
  /** `byte` fills the range, and stands in no other write of the program. */
  | {
      readonly do: 'write';
      readonly path: string;
      readonly at: number;
      readonly length: number;
      readonly byte: number;
    }
  | { readonly do: 'truncate'; readonly path: string; readonly length: number }
  | { readonly do: 'rename' | 'link'; readonly path: string; readonly to: string };

/** What lies in a directory: files with their content, directories as `null`, by path. */
export type TreeContent = ReadonlyMap<string, Buffer | null>;

/** A program that succeeds in every step; it stops in the middle of its work, where the power is lost. */
export function randomProgram(random: RandomSource): readonly FileStep[] {
  const lengths = new Map<string, { length: number }>();
  const directories = new Set<string>(['']);
  const steps: FileStep[] = [];
  const count = 3 + random.below(25);
  const anyFile = (): string => random.pick([...lengths.keys()]);
  const anyPath = (): string => {
    const directory = random.pick([...directories]);
    return `${directory === '' ? '' : `${directory}/`}${random.pick(['a', 'b', 'c', 'd'])}`;
  };
  const isFree = (path: string): boolean => !lengths.has(path) && !directories.has(path);
  const fileStep = (): FileStep | null => {
    const path = anyFile();
    const file = lengths.get(path) as { length: number };
    const choice = random.below(100);
    if (choice < 45) {
      const place = random.below(10);
      const at =
        place < 6
          ? file.length
          : place < 9
            ? random.below(file.length + 1)
            : file.length + random.below(9000);
      const length = 1 + random.below(random.below(3) === 0 ? 12_000 : 700);
      file.length = Math.max(file.length, at + length);
      return { do: 'write', path, at, length, byte: 1 + (steps.length % 255) };
    }
    if (choice < 55) {
      const length = random.below(4) === 0 ? file.length + random.below(5000) : random.below(file.length + 1);
      file.length = length;
      return { do: 'truncate', path, length };
    }
    if (choice < 68) return { do: 'fsync', path };
    if (choice < 76) return { do: 'fdatasync', path };
    if (choice < 84) {
      lengths.delete(path);
      return { do: 'unlink', path };
    }
    const to = anyPath();
    if (to === path || directories.has(to)) return null;
    if (choice < 96) {
      // Renaming one name of a file to another of the same file does nothing at all.
      if (lengths.get(to) === file) return null;
      lengths.delete(path);
      lengths.set(to, file);
      return { do: 'rename', path, to };
    }
    if (lengths.has(to)) return null;
    lengths.set(to, file);
    return { do: 'link', path, to };
  };
  const nameStep = (): FileStep | null => {
    const choice = random.below(10);
    const path = anyPath();
    if (choice < 5) {
      if (!isFree(path)) return null;
      lengths.set(path, { length: 0 });
      return { do: 'create', path };
    }
    if (choice < 7) {
      const directory = random.pick(['p', 'q']);
      if (!isFree(directory)) return null;
      directories.add(directory);
      return { do: 'mkdir', path: directory };
    }
    const directory = random.pick([...directories]);
    if (choice < 9) return { do: 'sync-directory', path: directory };
    const used = [...lengths.keys()].some((file) => file.startsWith(`${directory}/`));
    if (directory === '' || used) return null;
    directories.delete(directory);
    return { do: 'rmdir', path: directory };
  };
  while (steps.length < count) {
    const step = lengths.size > 0 && random.below(10) < 7 ? fileStep() : nameStep();
    if (step !== null) steps.push(step);
  }
  return steps;
}

/** Carries one step out. @throws when the file system refuses it. */
export function carryOut(directory: string, step: FileStep): void {
  const path = join(directory, step.path);
  switch (step.do) {
    case 'create':
      return closeSync(openSync(path, 'wx'));
    case 'write':
      return withFile(path, 'r+', (descriptor) => {
        const bytes = Buffer.alloc(step.length, step.byte);
        const written = writeSync(descriptor, bytes, 0, bytes.length, step.at);
        if (written !== bytes.length) throw new Error(`only ${written} bytes of ${bytes.length} written`);
      });
    case 'truncate':
      return withFile(path, 'r+', (descriptor) => ftruncateSync(descriptor, step.length));
    case 'fsync':
      return withFile(path, 'r', fsyncSync);
    case 'fdatasync':
      return withFile(path, 'r', fdatasyncSync);
    case 'sync-directory':
      return withFile(path, 'r', fsyncSync);
    case 'unlink':
      return unlinkSync(path);
    case 'mkdir':
      return mkdirSync(path);
    case 'rmdir':
      return rmdirSync(path);
    case 'rename':
      return renameSync(path, join(directory, step.to));
    case 'link':
      return linkSync(path, join(directory, step.to));
  }
}

export function readTree(directory: string, prefix = ''): TreeContent {
  const found = new Map<string, Buffer | null>();
  for (const entry of readdirSync(join(directory, prefix), { withFileTypes: true })) {
    const path = `${prefix}${entry.name}`;
    if (!entry.isDirectory()) {
      found.set(path, readFileSync(join(directory, path)));
      continue;
    }
    found.set(path, null);
    for (const [below, content] of readTree(directory, `${path}/`)) found.set(below, content);
  }
  return found;
}

function withFile(path: string, flags: string, work: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags);
  try {
    work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
