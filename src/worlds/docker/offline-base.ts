// A base image out of Debian packages, for machines where no image registry answers but a Debian mirror does: a minimal
// system made by mmdebstrap, the same for every Node, and upon it this machine's own node binary with its libraries.

import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { markOwned } from '../owned-directory.ts';
import { isImagePresent } from './client.ts';
import { librariesOf } from './node-binary.ts';
import { followEvents } from './progress.ts';
import { createTar } from './tar.ts';

const bootstrapProgram = 'mmdebstrap';
const suite = 'bookworm';
const packages = [
  'e2fsprogs',
  'iproute2',
  'iptables',
  'iputils-ping',
  'libatomic1',
  'libfaketime',
  'libstdc++6',
  'mount',
  'nftables',
  'perl-base',
  'procps',
  'util-linux',
];
/** Libraries of the packages above: the base has its own. */
const librariesOfPackages = ['libatomic.so.1', 'libgcc_s.so.1', 'libstdc++.so.6'];
const repository = 'ordeal-base';
const bootstrapTimeoutMs = 600_000;
const importTimeoutMs = 300_000;
const buildTimeoutMs = 300_000;

/** What is put upon the packages; a binary that does not start there ends the build. */
const dockerfile = (base: string, hasLibraries: boolean): string => `FROM ${base}
COPY node /usr/local/bin/node
${hasLibraries ? 'COPY lib/ /usr/local/lib/' : ''}
RUN ldconfig && /usr/local/bin/node --version
`;

const tagOf = (inputs: readonly string[]): string =>
  `${repository}:${createHash('sha256').update(inputs.join('\n')).digest('hex').slice(0, 16)}`;

const packagesTag = (): string => tagOf([suite, ...packages, process.arch]);

/** Name and tag of the offline base this machine would build: a hash of all that goes into it. */
export function offlineBaseTag(): string {
  const node = statSync(process.execPath);
  return tagOf([packagesTag(), dockerfile('', true), process.version, String(node.size)]);
}

/**
 * Builds the base: in seconds where another Node's was built before, else in about a minute.
 * @throws {Error} one sentence on what is missing or what failed.
 */
export async function buildOfflineBase(docker: Docker, onProgress: (line: string) => void): Promise<void> {
  if (process.platform !== 'linux') {
    throw new Error(
      'no image registry answers, and a base image can be built from Debian packages only on Linux',
    );
  }
  const libraries = await librariesOf(process.execPath);
  if (!(await isImagePresent(docker, packagesTag()))) await importPackages(docker, onProgress);
  onProgress(`adding node ${process.versions.node} to the base image`);
  const own = libraries.filter(({ name }) => !librariesOfPackages.includes(name));
  const context = createTar([
    { path: 'Dockerfile', content: dockerfile(packagesTag(), own.length > 0) },
    { path: 'node', content: await readFile(process.execPath), mode: 0o755 },
    ...(await Promise.all(
      own.map(async ({ name, path }) => ({ path: `lib/${name}`, content: await readFile(path) })),
    )),
  ]);
  const stream = await docker.buildImage(Readable.from([context]), {
    t: offlineBaseTag(),
    rm: true,
    forcerm: true,
  });
  await followEvents(stream, buildTimeoutMs).catch((error: Error) => {
    throw new Error(
      `node ${process.versions.node} of this machine does not run on Debian ${suite}: ${error.message}`,
    );
  });
}

async function importPackages(docker: Docker, onProgress: (line: string) => void): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'ordeal-base-'));
  try {
    await markOwned(directory);
    const archive = join(directory, 'base.tar');
    onProgress(`building the base image from Debian packages (${suite}, about a minute, once)`);
    await runMmdebstrap(archive);
    onProgress('importing the base image');
    const [repo, tag] = packagesTag().split(':');
    const stream = await docker.importImage(archive, { repo, tag });
    await followEvents(stream, importTimeoutMs);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runMmdebstrap(archive: string): Promise<void> {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  if (!path.split(':').some((directory) => existsSync(join(directory, bootstrapProgram)))) {
    throw new Error(
      'no image registry answers, and mmdebstrap, which builds a base image without one, is not installed: run `apt-get install mmdebstrap` as root',
    );
  }
  const result = await execa(
    bootstrapProgram,
    [
      '--quiet',
      '--variant=minbase',
      `--include=${packages.join(',')}`,
      '--dpkgopt=path-exclude=/usr/share/doc/*',
      '--dpkgopt=path-exclude=/usr/share/man/*',
      '--dpkgopt=path-exclude=/usr/share/locale/*',
      '--customize-hook=rm -rf "$1"/var/cache/apt/*.bin "$1"/var/lib/apt/lists/*_*',
      suite,
      archive,
    ],
    { reject: false, stdin: 'ignore', all: true, timeout: bootstrapTimeoutMs, env: { PATH: path } },
  );
  if (result.exitCode === 0) return;
  const said = result.timedOut
    ? `not done within ${bootstrapTimeoutMs / 1000} s`
    : lastLines(result.all ?? '');
  throw new Error(`mmdebstrap could not build the base image: ${said || String(result.shortMessage)}`);
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-4).join(' | ').slice(-600);
