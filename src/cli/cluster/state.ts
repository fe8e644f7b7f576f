// Where the keeper of a `cluster up` is found again: a private directory with its state file and control socket.

import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readTextFile } from '../../files/regular-file.ts';
import { worldNames } from '../../plan/plan.ts';
import { infrastructureFailure } from '../failure.ts';

const largestStateBytes = 1 << 20;

const clusterStateSchema = z.strictObject({
  /** The keeper process. */
  pid: z.int().positive(),
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
  readonly socket: string;
  readonly keeperLog: string;
}

export function clusterPaths(): ClusterPaths {
  const owner = process.getuid?.() ?? 'user';
  const chosen = process.env['ORDEAL_STATE_DIR'] ?? '';
  const directory = chosen.trim() === '' ? join(tmpdir(), `ordeal-${owner}`) : chosen;
  const inside = (name: string): string => join(directory, name);
  return {
    directory,
    state: inside('cluster.json'),
    socket: inside('control.sock'),
    keeperLog: inside('keeper.log'),
  };
}

/**
 * Makes the directory, readable by its owner alone: the password of the cluster is inside.
 * @throws {CommandFailure} when somebody else owns it.
 */
export async function prepareStateDirectory(paths: ClusterPaths): Promise<void> {
  await mkdir(paths.directory, { recursive: true, mode: 0o700 });
  const owner = process.getuid?.();
  const { uid } = await stat(paths.directory);
  if (owner === undefined || uid === owner) return;
  throw infrastructureFailure(
    `The state directory ${paths.directory} belongs to another user: set ORDEAL_STATE_DIR to one of your own.`,
  );
}

export async function saveClusterState(paths: ClusterPaths, state: ClusterState): Promise<void> {
  await writeFile(paths.state, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

export async function forgetCluster(paths: ClusterPaths): Promise<void> {
  await Promise.all([rm(paths.state, { force: true }), rm(paths.socket, { force: true })]);
}

/** True while a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The cluster that is up; `null` where none is, or its keeper is dead. */
export async function readClusterState(paths: ClusterPaths): Promise<ClusterState | null> {
  try {
    const state = clusterStateSchema.parse(JSON.parse(readTextFile(paths.state, largestStateBytes)));
    return isAlive(state.pid) ? state : null;
  } catch {
    return null;
  }
}

/**
 * As {@link readClusterState}, where a command cannot do without.
 * @throws {CommandFailure}
 */
export async function requireCluster(paths: ClusterPaths): Promise<ClusterState> {
  const state = await readClusterState(paths);
  if (state !== null) return state;
  throw infrastructureFailure('No cluster is up: start one with `./ordeal cluster up`.');
}
