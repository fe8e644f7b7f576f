// The files that the verdicts of a run were made of: written down with their digests when the run is saved, and compared
// with what lies there when it is opened. "Valid" is said of nothing that cannot be looked at any more.

import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { FileError, openRegularFile } from '../files/regular-file.ts';
import { isInnerPath } from './own-files.ts';
import type { EvidenceFile } from './results.ts';
import type { RunFiles } from './run-files.ts';
import { StoreError, storeErrorOf } from './store-error.ts';

const newline = 0x0a;
/** Data directories are flat; nothing of a run lies deeper. */
const deepest = 8;

/** `sizes`: for lists, at the price of asking for each file's size. `contents`: reads all of them. */
export type EvidenceDepth = 'sizes' | 'contents';

/**
 * Plan, history, logs and disks of a run, as far as they are there.
 * @throws {StoreError} when one cannot be read
 */
export async function recordEvidence(files: RunFiles): Promise<readonly EvidenceFile[]> {
  const paths = [files.plan, files.history, ...(await filesBelow(files.nodes))];
  const found: EvidenceFile[] = [];
  for (const path of paths) {
    const one = await summaryOf(path, path === files.history);
    if (one !== null) found.push({ path: relative(files.directory, path).split(sep).join('/'), ...one });
  }
  return found;
}

/** Paths of all files in a folder and the folders below, sorted; none where there is no such folder. */
export async function filesBelow(directory: string, depth = deepest): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const sorted = entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of sorted) {
    const path = join(directory, entry.name);
    if (entry.isFile()) found.push(path);
    else if (entry.isDirectory() && depth > 0) found.push(...(await filesBelow(path, depth - 1)));
  }
  return found;
}

/** `null` where there is no such file. */
async function summaryOf(path: string, isLines: boolean): Promise<Omit<EvidenceFile, 'path'> | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  let lines = 0;
  try {
    const { descriptor: fd } = openRegularFile(path, constants.O_NOFOLLOW);
    for await (const piece of createReadStream(path, { fd }) as AsyncIterable<Buffer>) {
      hash.update(piece);
      bytes += piece.length;
      if (isLines)
        for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1)) lines += 1;
    }
  } catch (error) {
    if (error instanceof FileError && error.isMissing) return null;
    if (error instanceof FileError) throw new StoreError(error.message);
    throw storeErrorOf(path, 'read', error);
  }
  return { bytes, sha256: hash.digest('hex'), ...(isLines ? { lines } : {}) };
}

/** What became of a file. */
export interface ChangedFile {
  readonly path: string;
  /** What is wrong with it, to follow its name. */
  readonly problem: string;
}

/**
 * Those of the recorded files that are not what they were.
 * @param leftOut paths that are known not to be there, such as those that a bundle does not carry
 */
export async function changedFiles(
  directory: string,
  recorded: readonly EvidenceFile[],
  depth: EvidenceDepth,
  leftOut: ReadonlySet<string>,
): Promise<readonly ChangedFile[]> {
  const changed: ChangedFile[] = [];
  for (const file of recorded) {
    if (leftOut.has(file.path)) continue;
    const problem = isInnerPath(file.path)
      ? await problemOf(join(directory, file.path), file, depth)
      : 'is no path of a run';
    if (problem !== null) changed.push({ path: file.path, problem });
  }
  return changed;
}

async function problemOf(path: string, was: EvidenceFile, depth: EvidenceDepth): Promise<string | null> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return 'is missing';
  if (!found.isFile()) return 'is no file any more';
  if (found.size === was.bytes && depth === 'sizes') return null;
  if (found.size === 0 && was.bytes > 0)
    return `is empty, and had ${was.bytes} bytes when the run was judged`;
  if (depth === 'sizes' || was.lines === undefined) {
    if (found.size !== was.bytes)
      return `has ${found.size} bytes, and had ${was.bytes} when the run was judged`;
  }
  const now = await summaryOf(path, was.lines !== undefined);
  if (now === null) return 'is missing';
  if (now.sha256 === was.sha256) return null;
  const digests = `(SHA-256 ${now.sha256.slice(0, 12)}, was ${was.sha256.slice(0, 12)})`;
  if (was.lines === undefined || now.lines === undefined) return `is not the file that was judged ${digests}`;
  return now.lines === was.lines
    ? `holds ${now.lines} events as when the run was judged, but others or in another order ${digests}`
    : `holds ${now.lines} events, and ${was.lines} were judged ${digests}`;
}
