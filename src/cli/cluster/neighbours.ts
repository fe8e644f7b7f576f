// Clusters of other checkouts of this user: each keeper leaves a note in its own temporary directory, so that who finds
// a port taken can say by what.

import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ownerOf } from '../../worlds/owned-directory.ts';
import { isDead } from '../../worlds/owner.ts';
import { readPrivateFile } from '../../worlds/private-file.ts';

const noteName = 'ordeal-cluster';
const noteBytesMax = 64 * 1024;

const noteSchema = z.strictObject({
  checkout: z.string(),
  firstPort: z.int(),
  nodeCount: z.int().positive(),
});

/** Whose cluster has which loopback ports. */
export type Neighbour = Readonly<z.infer<typeof noteSchema>>;

/** Leaves the note. @param directory of the keeper, marked as its own */
export async function leaveNote(directory: string, neighbour: Neighbour): Promise<void> {
  await writeFile(join(directory, noteName), JSON.stringify(neighbour), { mode: 0o600 });
}

/** The clusters of this user that are up, or on their way up or down, in any checkout. */
export async function findNeighbours(): Promise<readonly Neighbour[]> {
  const root = tmpdir();
  const names = await readdir(root).catch(() => []);
  return names
    .filter((name) => name.startsWith('ordeal-'))
    .map((name) => neighbourIn(join(root, name)))
    .filter((neighbour) => neighbour !== null);
}

function neighbourIn(directory: string): Neighbour | null {
  const owner = ownerOf(directory);
  if (owner === null || isDead(owner)) return null;
  try {
    return noteSchema.parse(JSON.parse(readPrivateFile(join(directory, noteName), noteBytesMax) ?? ''));
  } catch {
    return null;
  }
}

/** `ports 3306 to 3310` */
export function portsOf({ firstPort, nodeCount }: Pick<Neighbour, 'firstPort' | 'nodeCount'>): string {
  return `ports ${firstPort} to ${firstPort + nodeCount - 1}`;
}

/** The one that has this port. */
export async function neighbourAt(port: number): Promise<Neighbour | null> {
  const found = (await findNeighbours()).find(
    ({ firstPort, nodeCount }) => port >= firstPort && port < firstPort + nodeCount,
  );
  return found ?? null;
}
