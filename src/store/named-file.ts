// One writer for every file that a person names: an ordinary file becomes the new one or stays the old one, a link is
// followed, what is already there keeps its rights, and a device or a pipe is written to and never replaced.

import { constants } from 'node:fs';
import { access, lstat, mkdir, open, readlink, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFileAtomically } from './atomic-write.ts';
import { StoreError, storeErrorOf } from './store-error.ts';
import { writeStream } from './stream-write.ts';

type Content = string | Uint8Array;

interface Place {
  /** Where it really is, with all links followed. */
  readonly path: string;
  /** `stream`: a device, a pipe, or something that this process has open already. */
  readonly kind: 'new' | 'file' | 'stream' | 'folder' | 'socket';
}

const linksMax = 40;
const openedAlready = /^\/proc\/[^/]+(\/task\/\d+)?\/fd\/\d+$/;

async function placeOf(named: string): Promise<Place> {
  let path = resolve(named);
  for (let links = 0; links < linksMax; links += 1) {
    path = join(await realpath(dirname(path)), basename(path));
    const isOpen = openedAlready.test(path);
    const found = await (isOpen ? stat(path) : lstat(path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (found === null) return { path, kind: 'new' };
    if (found.isSymbolicLink()) {
      path = resolve(dirname(path), await readlink(path));
      continue;
    }
    if (found.isDirectory()) return { path, kind: 'folder' };
    if (found.isSocket()) return { path, kind: 'socket' };
    return { path, kind: found.isFile() && !isOpen ? 'file' : 'stream' };
  }
  throw new StoreError(`${named} cannot be written: too many links lead from one to the next (ELOOP).`);
}

/**
 * Whether a file could be written now, before the work whose result it is to hold. Its folder may be missing, where that is the
 * only one: it is made when the file is written.
 * @throws {StoreError} where it is known that it cannot
 */
export async function requireWritable(named: string): Promise<void> {
  if (named === '') throw new StoreError('The name of the file is empty.');
  if (/[/\\]$/.test(named)) throw new StoreError(`${named} is a folder: name a file in it.`);
  const folder = dirname(resolve(named));
  if (!(await isFolder(folder)) && (await mayBeMade(folder))) return;
  if (!(await isFolder(folder))) throw new StoreError(`There is no folder ${dirname(named)}: make it first.`);
  try {
    const { path, kind } = await placeOf(named);
    requirePlain(named, kind);
    await access(kind === 'new' ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw storeErrorOf(named, 'written', error);
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** There is nothing of this name, and the folder around it can be written. */
async function mayBeMade(folder: string): Promise<boolean> {
  const isThere = await lstat(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
  if (isThere || !(await isFolder(dirname(folder)))) return false;
  return access(dirname(folder), constants.W_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Where a named file is written, with its folder made where that is the only one missing.
 * @throws {StoreError} where it cannot be
 */
export async function placeToWrite(named: string): Promise<Place> {
  try {
    // Where it is there, or cannot be made, the next step tells.
    await mkdir(dirname(resolve(named))).catch(() => undefined);
    const place = await placeOf(named);
    requirePlain(named, place.kind);
    return place;
  } catch (error) {
    throw storeErrorOf(named, 'written', error);
  }
}

function requirePlain(named: string, kind: Place['kind']): void {
  if (kind === 'folder') throw new StoreError(`${named} is a folder: name a file in it.`);
  if (kind === 'socket') throw new StoreError(`${named} is a socket, which cannot be written as a file.`);
}

/** Writes a whole file, in place of what it holds now. @throws {StoreError} when it cannot */
export async function writeNamedFile(named: string, content: Content): Promise<void> {
  const { path, kind } = await placeToWrite(named);
  try {
    if (kind === 'stream') await writeStream(path, [content]);
    else if (kind === 'new') await writeFileAtomically(path, content);
    else await replaceFile(path, content);
  } catch (error) {
    throw storeErrorOf(named, 'written', error);
  }
}

async function replaceFile(path: string, content: Content): Promise<void> {
  await access(path, constants.W_OK);
  const { mode, nlink, uid } = await stat(path);
  const folderIsOpen = await access(dirname(path), constants.W_OK).then(
    () => true,
    () => false,
  );
  if (folderIsOpen && nlink === 1 && uid === process.getuid?.())
    await writeFileAtomically(path, content, mode);
  else await writeInPlace(path, content, 'w');
}

async function writeInPlace(path: string, content: Content, flag: 'w' | 'a'): Promise<void> {
  const file = await open(path, flag);
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

/** Adds to the end of a file. @throws {StoreError} when it cannot */
export async function addToNamedFile(named: string, content: Content): Promise<void> {
  try {
    const { path, kind } = await placeOf(named);
    requirePlain(named, kind);
    await (kind === 'stream' ? writeStream(path, [content]) : writeInPlace(path, content, 'a'));
  } catch (error) {
    throw storeErrorOf(named, 'written', error);
  }
}

/**
 * Writes a file that must not be there yet, piece by piece; one that is broken off is removed.
 * @returns false where there is such a file already, which stays as it is
 * @throws {StoreError} when it cannot be written
 */
export async function writeNewNamedFile(named: string, pieces: Iterable<Content>): Promise<boolean> {
  try {
    const { path, kind } = await placeOf(named);
    requirePlain(named, kind);
    if (kind === 'stream') {
      await writeStream(path, pieces);
      return true;
    }
    if (kind === 'file') return false;
    const file = await open(path, 'wx');
    try {
      for (const piece of pieces) await file.writeFile(piece);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    throw storeErrorOf(named, 'written', error);
  }
}
