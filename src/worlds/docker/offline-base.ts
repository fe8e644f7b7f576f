// A base image out of Debian packages, for machines where no image registry answers but a Debian mirror does: a
// minimal system made by mmdebstrap, with this machine's own node binary in it.

import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { markOwned } from '../owned-directory.ts';
import { followEvents } from './progress.ts';

const bootstrapProgram = 'mmdebstrap';
const suite = 'bookworm';
const packages = [
  'e2fsprogs',
  'iproute2',
  'iptables',
  'iputils-ping',
  'libfaketime',
  'libstdc++6',
  'mount',
  'nftables',
  'perl-base',
  'procps',
  'util-linux',
];
const repository = 'ordeal-base';
const buildTimeoutMs = 600_000;
const importTimeoutMs = 300_000;

/** Name and tag of the offline base this machine would build: a hash of all that goes into it. */
export function offlineBaseTag(): string {
  const node = statSync(process.execPath);
  const inputs = [suite, ...packages, process.version, process.arch, String(node.size)];
  return `${repository}:${createHash('sha256').update(inputs.join('\n')).digest('hex').slice(0, 16)}`;
}

/**
 * Builds and imports the base. Takes about a minute.
 * @throws {Error} one sentence on what is missing or what failed.
 */
export async function buildOfflineBase(docker: Docker, onProgress: (line: string) => void): Promise<string> {
  if (process.platform !== 'linux') {
    throw new Error(
      'no image registry answers, and a base image can be built from Debian packages only on Linux',
    );
  }
  const tag = offlineBaseTag();
  const directory = await mkdtemp(join(tmpdir(), 'ordeal-base-'));
  try {
    await markOwned(directory);
    const archive = join(directory, 'base.tar');
    onProgress(`building the base image from Debian packages (${suite}, about a minute, once)`);
    await runMmdebstrap(archive);
    onProgress('importing the base image');
    const [repo, version] = tag.split(':');
    const stream = await docker.importImage(archive, { repo, tag: version });
    await followEvents(stream, importTimeoutMs);
    return tag;
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
      '--customize-hook=install -m 0755 "$ORDEAL_NODE" "$1/usr/local/bin/node"',
      '--customize-hook=rm -rf "$1"/var/cache/apt/*.bin "$1"/var/lib/apt/lists/*_*',
      suite,
      archive,
    ],
    {
      reject: false,
      stdin: 'ignore',
      all: true,
      timeout: buildTimeoutMs,
      env: { PATH: path, ORDEAL_NODE: process.execPath },
    },
  );
  if (result.exitCode === 0) return;
  const said = result.timedOut ? `not done within ${buildTimeoutMs / 1000} s` : lastLines(result.all ?? '');
  throw new Error(`mmdebstrap could not build the base image: ${said || String(result.shortMessage)}`);
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-4).join(' | ').slice(-600);
