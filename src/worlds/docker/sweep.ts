// Removes what runs left in the daemon: containers with their volumes, then networks, found by label.

import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { isDead } from '../owner.ts';
import { daemonAddress, withTimeout } from './client.ts';
import { ownerLabel, runLabel } from './labels.ts';

const removalTimeoutMs = 30_000;
const pingTimeoutMs = 3_000;
const pingPauseMs = 1_000;
const pingsMax = 6;

/**
 * Removes everything of one run, as often as it is called. A daemon that is being restarted is waited for a while.
 * @throws {Error} naming what could not be removed.
 */
export async function removeRun(docker: Docker, runId: string): Promise<void> {
  await awaitDaemon(docker).catch((error: unknown) => {
    throw new Error(
      `the containers and the network of run ${runId} are left in the Docker daemon at ${daemonAddress()}, which does not answer (${String(error)}); the next run removes them`,
    );
  });
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

async function awaitDaemon(docker: Docker): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await withTimeout(docker.ping(), pingTimeoutMs);
      return;
    } catch (error) {
      if (attempt === pingsMax) throw error;
    }
    await sleep(pingPauseMs);
  }
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
  const containers = await withTimeout(docker.listContainers({ all: true, filters }), removalTimeoutMs);
  await Promise.all(
    containers.map(({ Id, Names, Labels }) =>
      remove(`container ${Names[0] ?? Id}`, Labels, () =>
        docker.getContainer(Id).remove({ force: true, v: true }),
      ),
    ),
  );
  const networks = await withTimeout(docker.listNetworks({ filters }), removalTimeoutMs);
  await Promise.all(
    networks.map(({ Id, Name, Labels }) =>
      remove(`network ${Name}`, Labels, () => docker.getNetwork(Id).remove()),
    ),
  );
  return problems;
}

type Labels = Readonly<Record<string, string>> | undefined;
