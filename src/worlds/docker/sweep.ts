// Removes what runs left in the daemon: containers with their volumes, then networks, found by label.

import type Docker from 'dockerode';
import { isDead } from '../owner.ts';
import { withTimeout } from './client.ts';
import { ownerLabel, runLabel } from './labels.ts';

const removalTimeoutMs = 30_000;

/**
 * Removes everything of one run, as often as it is called.
 * @throws {Error} naming what could not be removed.
 */
export async function removeRun(docker: Docker, runId: string): Promise<void> {
  const problems = await removeLabelled(
    docker,
    `${runLabel}=${runId}`,
    () => true,
    () => undefined,
  );
  if (problems.length > 0) throw new Error(`could not remove all of run ${runId}: ${problems.join('; ')}`);
}

/** Removes what belongs to dead owners; resolves with what could not be removed. */
export function sweepDocker(docker: Docker, onProgress: (line: string) => void): Promise<readonly string[]> {
  return removeLabelled(docker, ownerLabel, isDead, onProgress);
}

async function removeLabelled(
  docker: Docker,
  label: string,
  mayRemove: (owner: string) => boolean,
  onProgress: (line: string) => void,
): Promise<readonly string[]> {
  const filters = { label: [label] };
  const problems: string[] = [];
  const remove = async (what: string, labels: Labels, action: () => Promise<unknown>): Promise<void> => {
    if (!mayRemove(labels?.[ownerLabel] ?? '')) return;
    try {
      await withTimeout(action(), removalTimeoutMs);
      onProgress(`removed leftover ${what}`);
    } catch (error) {
      // Gone already, or on its way: somebody else sweeps too.
      const status = (error as { readonly statusCode?: number }).statusCode;
      if (status !== 404 && status !== 409) problems.push(`${what}: ${String(error)}`);
    }
  };
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(
    containers.map(({ Id, Names, Labels }) =>
      remove(`container ${Names[0] ?? Id}`, Labels, () =>
        docker.getContainer(Id).remove({ force: true, v: true }),
      ),
    ),
  );
  const networks = await docker.listNetworks({ filters });
  await Promise.all(
    networks.map(({ Id, Name, Labels }) =>
      remove(`network ${Name}`, Labels, () => docker.getNetwork(Id).remove()),
    ),
  );
  return problems;
}

type Labels = Readonly<Record<string, string>> | undefined;
