// Which worlds the end-to-end tests may use: the ones that work here; one named in ORDEAL_REQUIRE_WORLDS must.

import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../src/cli/failure.ts';
import { chooseWorld } from '../../src/cli/worlds.ts';
import { ownerLabel } from '../../src/worlds/docker/labels.ts';
import { ownerOf } from '../../src/worlds/owned-directory.ts';
import { isDead } from '../../src/worlds/owner.ts';

export const realWorlds = ['docker', 'namespaces'] as const;

/**
 * Whether tests in a world have to be left out; the reason is printed.
 * @throws {Error} where the world is required and does not work.
 */
export async function isMissing(world: string): Promise<boolean> {
  try {
    await chooseWorld(world);
    return false;
  } catch (error) {
    const required = (process.env['ORDEAL_REQUIRE_WORLDS'] ?? '').split(',').includes(world);
    if (required) throw error;
    process.stderr.write(`skipped: ${messageOf(error)}\n`);
    return true;
  }
}

function lines(command: string, args: readonly string[]): readonly string[] {
  return execFileSync(command, args, { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');
}

/** Names of containers or networks that carry our label and whose maker is dead. */
function orphansInDaemon(kind: 'container' | 'network'): readonly string[] {
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status !== 0) return [];
  const all = kind === 'container' ? ['--all'] : [];
  const format = `{{.${kind === 'container' ? 'Names' : 'Name'}}} {{.Label "${ownerLabel}"}}`;
  return lines('docker', [kind, 'ls', ...all, '--filter', `label=${ownerLabel}`, '--format', format])
    .map((line) => line.split(' '))
    .filter(([, owner]) => isDead(owner ?? ''))
    .map(([name]) => name ?? '');
}

function orphanedDirectories(): readonly string[] {
  return readdirSync(tmpdir())
    .map((name) => join(tmpdir(), name))
    .filter((directory) => isDead(ownerOf(directory) ?? ''));
}

function orphanedMounts(directories: readonly string[]): readonly string[] {
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .filter((line) => directories.some((directory) => line.includes(directory)));
}

/** Whatever runs that have ended left on this machine: containers, networks, directories, mounts. */
export function leftovers(): readonly string[] {
  const directories = orphanedDirectories();
  return [
    ...orphansInDaemon('container'),
    ...orphansInDaemon('network'),
    ...directories,
    ...orphanedMounts(directories),
  ];
}
