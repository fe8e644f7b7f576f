// Makes a folder of a run out of a bundle, once: whole or not at all, and nowhere but below the results folder.

import { createHash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { FileError, openRegularFile, readRegularFile } from '../../files/regular-file.ts';
import { planSchema } from '../../plan/plan.ts';
import { runFiles } from '../run-files.ts';
import { StoreError, storeErrorOf } from '../store-error.ts';
import { type BundleMember, bundleLimits, unpackMembers } from './container.ts';

/** How the name of a bundle ends. */
export const bundleEnding = '.ordeal';
const unpackedFolder = 'unpacked';
const lookedAtBytes = 1 << 16;
/** What every bundle begins with, once it is unpacked. */
const head = '{"format":"ordeal-bundle"';

/** Whether a file is meant to be a bundle, by its name or by what it begins with. */
export function isBundle(path: string): boolean {
  if (path.endsWith(bundleEnding)) return true;
  try {
    const { descriptor } = openRegularFile(path);
    try {
      const first = Buffer.alloc(lookedAtBytes);
      return beginsAsBundle(first.subarray(0, readSync(descriptor, first, 0, first.length, 0)));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}

/** @param packed the first bytes of a gzip, or anything else */
function beginsAsBundle(packed: Uint8Array): boolean {
  try {
    const unpacked = gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 26 });
    return unpacked.toString('utf8', 0, head.length) === head;
  } catch {
    return false;
  }
}

/**
 * Unpacks a bundle to `<root>/unpacked/<run>-<digest>`, where that is not there yet.
 * @returns that folder
 * @throws {StoreError} when the bundle is damaged, of another format, too large, or the folder cannot be written
 */
export async function unpackRun(root: string, path: string): Promise<string> {
  const packed = readBundle(path);
  const members = unpackMembers(packed, path);
  const digest = createHash('sha256').update(packed).digest('hex').slice(0, 16);
  const directory = join(root, unpackedFolder, `${runName(members, path)}-${digest}`);
  if (await exists(directory)) return directory;
  const parent = dirname(directory);
  let partial: string | null = null;
  try {
    await mkdir(parent, { recursive: true });
    partial = await mkdtemp(join(parent, '.partial-'));
    await mkdir(runFiles(partial).nodes);
    for (const member of members) await writeMember(partial, member);
    await rename(partial, directory);
    return directory;
  } catch (error) {
    if (partial !== null) await rm(partial, { recursive: true, force: true });
    // Another command unpacked the same bundle meanwhile.
    if (await exists(directory)) return directory;
    throw storeErrorOf(directory, 'written', error);
  }
}

/** @throws {StoreError} */
function readBundle(path: string): Uint8Array {
  try {
    return readRegularFile(path, bundleLimits.packedBytes);
  } catch (error) {
    throw error instanceof FileError ? new StoreError(error.message) : error;
  }
}

/** By its plan, whose names are safe in a path. */
function runName(members: readonly BundleMember[], path: string): string {
  const plan = members.find((member) => member.path === 'plan.json');
  try {
    return planSchema.parse(JSON.parse(Buffer.from(plan?.content ?? []).toString())).name;
  } catch {
    throw new StoreError(`${path} is damaged: the plan in it is missing, or cannot be understood.`);
  }
}

async function writeMember(directory: string, { path, content }: BundleMember): Promise<void> {
  const target = join(directory, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content, { flag: 'wx' });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
