// Which Ordeal this is, and on what machine: goes into every saved result.

import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type } from 'node:os';
import type { Harness } from '../store/harness.ts';
import { sourceState } from '../worlds/source-state.ts';
import { repositoryPath } from './repository.ts';

/** What decides how Ordeal runs and judges. */
const harnessPaths: readonly string[] = [
  'src',
  'workloads',
  'nemesis',
  'cluster',
  'bin',
  'package-lock.json',
];
const gibibyte = 2 ** 30;

export function harnessVersion(): string {
  const manifest = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}

/** `ordeal 0.1.0 (commit 1a2b3c4d5e6f, with changes in 2 files, digest 0123456789ab)`: what `--version` prints. */
export async function versionLine(): Promise<string> {
  const { commit, changes } = await sourceState(repositoryPath('.'), harnessPaths);
  const told = commit === null ? 'no git commit' : `commit ${commit.slice(0, 12)}`;
  return `ordeal ${harnessVersion()} (${told}${changes === null ? '' : `, with changes in ${changes}`})`;
}

export async function thisHarness(): Promise<Harness> {
  const source = await sourceState(repositoryPath('.'), harnessPaths);
  return { ...source, node: process.versions.node, machine: thisMachine() };
}

function thisMachine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim().replace(/\s+/g, ' ') ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / gibibyte)} GiB`;
  return `${processors.length} × ${model}, ${memory}, ${type()} ${release()} ${arch()}`;
}
