// Gets the image that hosts are made from, by itself: the one cached from earlier, else built on a public base that is
// here or that a registry gives, else on a base made of Debian packages. Tags are hashes of what goes in.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { withBuildLock } from './build-lock.ts';
import { isImagePresent } from './client.ts';
import { buildOfflineBase, offlineBaseTag } from './offline-base.ts';
import { followEvents } from './progress.ts';
import { createTar } from './tar.ts';

const publicBase = 'node:20-bookworm-slim';
const repository = 'ordeal-host';
const dockerfilePath = new URL('../../../cluster/image/Dockerfile', import.meta.url);
/** A registry that has not begun to answer by then counts as unreachable. */
const registryTimeoutMs = 6000;
const pullTimeoutMs = 600_000;
const buildTimeoutMs = 600_000;

interface Recipe {
  readonly base: string;
  readonly tag: string;
  /** The public base lacks the fault tools; the offline one has them. */
  readonly installTools: boolean;
}

/**
 * The tag of an image that is in the daemon when this resolves.
 * @throws {Error} one sentence on why no image could be had, and what to do.
 */
export async function ensureImage(docker: Docker, onProgress: (line: string) => void): Promise<string> {
  const dockerfile = await readFile(dockerfilePath, 'utf8').catch(() => {
    throw new Error(`${dockerfilePath.pathname} is missing: the checkout is not complete`);
  });
  const onPublic = recipe(dockerfile, publicBase, true);
  const onOffline = recipe(dockerfile, offlineBaseTag(), false);
  const cached = async (): Promise<string | null> => {
    for (const { tag } of [onPublic, onOffline]) if (await isImagePresent(docker, tag)) return tag;
    return null;
  };
  // Asked again under the lock: another run may have built it meanwhile.
  return (
    (await cached()) ??
    (await withBuildLock(
      onProgress,
      async () => (await cached()) ?? (await buildOne(docker, dockerfile, onPublic, onOffline, onProgress)),
    ))
  );
}

async function buildOne(
  docker: Docker,
  dockerfile: string,
  onPublic: Recipe,
  onOffline: Recipe,
  onProgress: (line: string) => void,
): Promise<string> {
  let problem = 'no image registry answers';
  if (await publicBaseArrives(docker, onProgress)) {
    try {
      return await build(docker, dockerfile, onPublic, onProgress);
    } catch (error) {
      problem = `building on ${publicBase} failed: ${messageOf(error)}`;
    }
  }
  onProgress(`${problem}; using a base of Debian packages instead`);
  if (!(await isImagePresent(docker, onOffline.base))) await buildOfflineBase(docker, onProgress);
  return await build(docker, dockerfile, onOffline, onProgress);
}

function recipe(dockerfile: string, base: string, installTools: boolean): Recipe {
  const hash = createHash('sha256')
    .update([dockerfile, base, String(installTools)].join('\n'))
    .digest('hex');
  return { base, installTools, tag: `${repository}:${hash.slice(0, 16)}` };
}

/** Asks the daemon, not the network: it may have mirrors and proxies that this process knows nothing of. */
async function publicBaseArrives(docker: Docker, onProgress: (line: string) => void): Promise<boolean> {
  if (await isImagePresent(docker, publicBase)) return true;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), registryTimeoutMs);
  try {
    const stream = await docker.pull(publicBase, { abortSignal: abort.signal });
    await followEvents(stream, pullTimeoutMs, (event) => {
      if (event.status?.startsWith('Pulling from') !== true) return;
      clearTimeout(timer);
      onProgress(`pulling ${publicBase}`);
    });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function build(
  docker: Docker,
  dockerfile: string,
  { base, tag, installTools }: Recipe,
  onProgress: (line: string) => void,
): Promise<string> {
  onProgress(`building the host image on ${base}`);
  const context = createTar([{ path: 'Dockerfile', content: dockerfile }]);
  const stream = await docker.buildImage(Readable.from([context]), {
    t: tag,
    buildargs: { BASE_IMAGE: base, INSTALL_TOOLS: installTools ? '1' : '0' },
    rm: true,
    forcerm: true,
  });
  await followEvents(stream, buildTimeoutMs);
  // A build can end without an error event and without an image.
  if (!(await isImagePresent(docker, tag)))
    throw new Error(`the daemon ended the build of ${tag} without an image`);
  return tag;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
