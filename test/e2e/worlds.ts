// Which worlds the end-to-end tests may use: the ones that work here; one named in ORDEAL_REQUIRE_WORLDS must.

import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../src/cli/failure.ts';
import { chooseWorld } from '../../src/cli/worlds.ts';

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

function dockerLeftovers(): readonly string[] {
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status !== 0) return [];
  const containers = lines('docker', ['ps', '-a', '--format', '{{.Names}}']);
  const networks = lines('docker', ['network', 'ls', '--format', '{{.Name}}']);
  return [...containers, ...networks].filter((name) => name.startsWith('ordeal-'));
}

/** Directories of worlds: named by the maker of temporary names, six characters after the dash. */
function directoryLeftovers(): readonly string[] {
  return readdirSync(tmpdir())
    .filter((name) => /^ordeal-\w{6}$/.test(name))
    .map((name) => join(tmpdir(), name));
}

function mountLeftovers(): readonly string[] {
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes('/ordeal-'));
}

/** Everything on this machine that looks like a part of a cluster: containers, networks, directories, mounts. */
export function leftovers(): readonly string[] {
  return [...dockerLeftovers(), ...directoryLeftovers(), ...mountLeftovers()];
}
