// Where the keeper of a `cluster up` is found again: a folder of this checkout with its state file. A cluster belongs to
// the checkout that started it, whose builds it runs: no other one answers for it.

import { realpathSync } from 'node:fs';
import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readTextFile } from '../../files/regular-file.ts';
import { worldNames } from '../../plan/plan.ts';
import { isDead } from '../../worlds/owner.ts';
import { infrastructureFailure } from '../failure.ts';
import { repositoryPath } from '../repository.ts';
import { findNeighbours, portsOf } from './neighbours.ts';

const largestStateBytes = 1 << 20;

const clusterStateSchema = z.strictObject({
  /** The keeper process. */
  pid: z.int().positive(),
  /** The same, told from any later process with its number. */
  owner: z.string(),
  /** Where the cluster was started from: a copy of a checkout has a copy of this file. */
  checkout: z.string(),
  /** Where the keeper listens to the other commands. */
  socket: z.string(),
  world: z.enum(worldNames),
  version: z.string(),
  user: z.string(),
  password: z.string(),
  /** Each node with its MySQL port on loopback. */
  nodes: z.array(z.strictObject({ name: z.string(), port: z.int() })).readonly(),
  bootMs: z.number(),
});

export type ClusterState = Readonly<z.infer<typeof clusterStateSchema>>;

export interface ClusterPaths {
  readonly directory: string;
  readonly state: string;
  readonly keeperLog: string;
}

/** The folder of Ordeal that runs. */
export function thisCheckout(): string {
  return realpathSync(repositoryPath('.'));
}

export function clusterPaths(): ClusterPaths {
  const chosen = (process.env['ORDEAL_STATE_DIR'] ?? '').trim();
  const directory = chosen === '' ? repositoryPath(join('.build', 'cluster')) : chosen;
  return { directory, state: join(directory, 'cluster.json'), keeperLog: join(directory, 'keeper.log') };
}

/**
 * Makes the directory, readable by its owner alone: the password of the cluster is inside.
 * @throws {CommandFailure} when it cannot be made, is a link, or somebody else owns it.
 */
export async function prepareStateDirectory({ directory }: ClusterPaths): Promise<void> {
  const hint = 'set ORDEAL_STATE_DIR to a folder of your own';
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw infrastructureFailure(
      `The state directory ${directory} cannot be made (${error.message}): ${hint}.`,
    );
  });
  const owner = process.getuid?.();
  const found = await lstat(directory);
  if (found.isDirectory() && (owner === undefined || found.uid === owner)) return;
  const what = found.isDirectory() ? 'belongs to another user' : 'is no folder';
  throw infrastructureFailure(`The state directory ${directory} ${what}: ${hint}.`);
}

export async function saveClusterState(paths: ClusterPaths, state: ClusterState): Promise<void> {
  await writeFile(paths.state, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

export async function forgetCluster(paths: ClusterPaths): Promise<void> {
  await rm(paths.state, { force: true });
}

/** The cluster of this checkout that is up; `null` where none is, or its keeper is dead. */
export async function readClusterState(paths: ClusterPaths): Promise<ClusterState | null> {
  try {
    const state = clusterStateSchema.parse(JSON.parse(readTextFile(paths.state, largestStateBytes)));
    return state.checkout === thisCheckout() && !isDead(state.owner) ? state : null;
  } catch {
    return null;
  }
}

/** That there is none, and which others there are. */
export async function noClusterText(): Promise<string> {
  const own = thisCheckout();
  const others = (await findNeighbours()).filter(({ checkout }) => checkout !== own);
  const told = others.map((other) => `${other.checkout} (${portsOf(other)})`).join(', ');
  return `No cluster of this checkout is up (${own})${told === '' ? '' : `; clusters of other checkouts: ${told}`}`;
}

/**
 * As {@link readClusterState}, where a command cannot do without.
 * @throws {CommandFailure}
 */
export async function requireCluster(paths: ClusterPaths): Promise<ClusterState> {
  const state = await readClusterState(paths);
  if (state !== null) return state;
  throw infrastructureFailure(`${await noClusterText()}: start one with \`./ordeal cluster up\`.`);
}
