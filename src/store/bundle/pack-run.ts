// Which files of a run go into its bundle: all that judging, showing and repeating it needs. What was on the disks of the
// nodes, and very long logs, only where they are asked for; a note stands in their place.

import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { FileError, readRegularFile } from '../../files/regular-file.ts';
import { leftOutText, readLeftOut } from '../left-out.ts';
import type { SavedRun } from '../open-run.ts';
import { missingDataFile } from '../run-files.ts';
import { StoreError } from '../store-error.ts';
import type { CarriedBuilds } from './carried-builds.ts';
import { type BundleMember, bundleLimits, packMembers } from './container.ts';

/** A build that is carried as edits: the file of a mutant or a variant. */
export interface CarriedFile {
  readonly path: string;
  readonly text: string;
}

export interface PackOptions {
  /** Takes along what was on the disks, and logs of any length. */
  readonly everything: boolean;
  readonly builds: CarriedBuilds;
  readonly buildFiles: readonly CarriedFile[];
}

export interface PackedRun {
  readonly content: Uint8Array;
  readonly files: number;
  /** One phrase for each thing that is not in it. */
  readonly leftOut: readonly string[];
}

const longestLogBytes = 4 * 1024 * 1024;
/** What a shrink left in the folder, where there was one. */
const shrunkFiles = ['shrunk-plan.json', 'shrunk-history.jsonl'];

/**
 * The bundle of a run.
 * @throws {StoreError} when a file cannot be read, or all of them are too large
 */
export async function packRun(run: SavedRun, options: PackOptions): Promise<PackedRun> {
  const { files } = run;
  const leftOut: LeftOut = { phrases: [], paths: [...(await readLeftOut(files))] };
  const members: BundleMember[] = [];
  const own = [files.plan, files.results, files.history, files.progress, files.log];
  for (const path of [...own, ...shrunkFiles.map((name) => join(files.directory, name))]) {
    const content = contentOf(path);
    if (content !== null) members.push({ path: relative(files.directory, path), content });
  }
  members.push(...(await nodeMembers(run, options.everything, leftOut)));
  if (leftOut.paths.length > 0)
    members.push({ path: 'left-out.json', content: Buffer.from(leftOutText(leftOut.paths)) });
  const builds = { path: 'builds.json', text: `${JSON.stringify(options.builds, null, 2)}\n` };
  for (const { path, text } of [builds, ...options.buildFiles])
    members.push({ path, content: Buffer.from(text) });
  return { content: packMembers(members, aboutOf(run)), files: members.length, leftOut: leftOut.phrases };
}

function aboutOf({ name, time, plan, results }: SavedRun): Parameters<typeof packMembers>[1] {
  const told = { run: `${name}/${time}`, workload: plan.workload, world: plan.world, seed: plan.seed };
  if (results === null) return told;
  const { harnessVersion, versions, outcome, traceHash = null } = results;
  return { ...told, harnessVersion, versions: { ...versions }, outcome, traceHash };
}

interface LeftOut {
  readonly phrases: string[];
  /** Of the files, below the folder of the run. */
  readonly paths: string[];
}

/** Logs and disks of the nodes. */
async function nodeMembers(
  { files: { directory, nodes } }: SavedRun,
  everything: boolean,
  leftOut: LeftOut,
): Promise<readonly BundleMember[]> {
  const members: BundleMember[] = [];
  const memberPath = (path: string): string => relative(directory, path).split(sep).join('/');
  const add = (path: string, content: Uint8Array): void => {
    members.push({ path: memberPath(path), content });
  };
  for (const entry of await entriesOf(nodes)) {
    const path = join(nodes, entry.name);
    if (entry.isFile()) {
      const { size } = await stat(path);
      if (everything || size <= longestLogBytes) add(path, contentOf(path) ?? Buffer.alloc(0));
      else {
        leftOut.phrases.push(`${entry.name} (${Math.round(size / 1024 / 1024)} MiB)`);
        leftOut.paths.push(memberPath(path));
        add(
          path,
          Buffer.from('This log was left out of the bundle; `ordeal bundle --data` takes it along.\n'),
        );
      }
    } else if (entry.isDirectory() && everything) {
      for (const file of await filesBelow(path)) add(file, contentOf(file) ?? Buffer.alloc(0));
    } else if (entry.isDirectory()) {
      leftOut.phrases.push(`the disk of ${entry.name}`);
      leftOut.paths.push(...(await filesBelow(path)).map(memberPath));
      const note = 'it was left out of the bundle; `ordeal bundle --data` takes it along\n';
      add(missingDataFile(nodes, entry.name), Buffer.from(note));
    }
  }
  return members;
}

async function filesBelow(directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await entriesOf(directory)) {
    const path = join(directory, entry.name);
    if (entry.isFile()) found.push(path);
    else if (entry.isDirectory()) found.push(...(await filesBelow(path)));
  }
  return found;
}

async function entriesOf(directory: string) {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** `null` where there is no such file. */
function contentOf(path: string): Uint8Array | null {
  try {
    return readRegularFile(path, bundleLimits.unpackedBytes);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.isMissing) return null;
    throw new StoreError(`${error.message} A bundle cannot hold it: copy the folder of the run instead.`);
  }
}
