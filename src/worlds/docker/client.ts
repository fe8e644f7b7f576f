// Finds the Docker daemon. dockerode takes half a second to load, so it is loaded here, at the first use, and nowhere
// else.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';

/** Docker is not here or does not let us in; the message says what to do. */
class DockerUnavailableError extends Error {
  override readonly name = 'DockerUnavailableError';
}

const pingTimeoutMs = 3000;
const infoTimeoutMs = 10_000;

/**
 * A client whose daemon has just answered.
 * @throws {Error} one sentence on why there is none, and what to do.
 */
export async function connectDocker(): Promise<Docker> {
  const host = process.env['DOCKER_HOST'];
  const socketPath = host === undefined || host === '' ? findSocket() : null;
  const place = daemonAddress();
  if (socketPath !== null && !existsSync(socketPath)) throw new DockerUnavailableError(absent(place));
  const { default: DockerClient } = await import('dockerode');
  const docker = socketPath === null ? new DockerClient() : new DockerClient({ socketPath });
  try {
    await withTimeout(docker.ping(), pingTimeoutMs);
    const { OSType } = (await withTimeout(docker.info(), infoTimeoutMs)) as { readonly OSType?: string };
    if (OSType !== undefined && OSType !== 'linux') {
      throw new DockerUnavailableError(
        `the Docker daemon at ${place} runs ${OSType} containers; switch it to Linux`,
      );
    }
    return docker;
  } catch (error) {
    throw error instanceof DockerUnavailableError
      ? error
      : new DockerUnavailableError(reasonOf(error, place));
  }
}

/** Where the daemon listens. */
export function daemonAddress(): string {
  const host = process.env['DOCKER_HOST'];
  return host === undefined || host === '' ? findSocket() : host;
}

/** Docker's own place first, then those of Docker Desktop, rootless Docker and Colima. */
function findSocket(): string {
  const standard = '/var/run/docker.sock';
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const places = [
    standard,
    join(homedir(), '.docker/run/docker.sock'),
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock')]),
    join(homedir(), '.colima/default/docker.sock'),
  ];
  return places.find((place) => existsSync(place)) ?? standard;
}

const absent = (place: string): string =>
  `no Docker daemon listens at ${place}; install and start Docker, or set DOCKER_HOST`;

function reasonOf(error: unknown, place: string): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT')
    return `no Docker daemon listens at ${place}; install and start Docker, or set DOCKER_HOST`;
  if (code === 'ECONNREFUSED') return `the Docker daemon at ${place} does not answer; start it`;
  if (code === 'EACCES' || code === 'EPERM') {
    return `no permission to use ${place}; add your user to the group that owns it, or run as root`;
  }
  return `the Docker daemon at ${place} does not answer: ${error instanceof Error ? error.message : String(error)}`;
}

/** Rejects when `promise` has not settled after `timeoutMs`; the work itself goes on. `what` begins the message. */
export function withTimeout<T>(
  promise: Promise<T>,
  timeoutMs: number,
  what = 'the Docker daemon',
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${what}: no answer within ${Math.round(timeoutMs)} ms`)),
      timeoutMs,
    );
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * True when the daemon has an image of that name and tag.
 * @throws {Error} when it does not say.
 */
export async function isImagePresent(docker: Docker, tag: string): Promise<boolean> {
  try {
    await docker.getImage(tag).inspect();
    return true;
  } catch (error) {
    if ((error as { readonly statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}
