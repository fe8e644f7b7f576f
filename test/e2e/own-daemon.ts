// A Docker daemon of a test's own, to be killed and restarted as it likes: in a network namespace of its own, so that the
// machine's daemon and its rules for packets are left alone. It takes its image from the machine's daemon.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTicks } from '../../src/worlds/owner.ts';
import { processesWith } from './struck-run.ts';

const startLimitMs = 180_000;

export interface OwnDaemon {
  /** For commands that are to speak to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What a command begins with that is to reach its containers. */
  readonly inItsNetwork: readonly string[];
  /** Starts it, unless it runs; resolves once it answers. */
  start(): Promise<void>;
  /** `SIGKILL`, `SIGTERM`, `SIGSTOP` or `SIGCONT`. */
  signal(name: NodeJS.Signals): void;
  /** Ends it and removes all that was its own. */
  close(): Promise<void>;
}

/** Why there can be none here; `null` where there can. */
export function whyNoOwnDaemon(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root can start a Docker daemon';
  for (const tool of ['dockerd', 'docker', 'unshare', 'nsenter'])
    if (spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0) return `there is no ${tool}`;
  return null;
}

export async function startOwnDaemon(): Promise<OwnDaemon> {
  const directory = mkdtempSync(join(tmpdir(), 'own-daemon-'));
  const socket = join(directory, 'sock');
  const environment = { PATH: process.env['PATH'] ?? '', HOME: '/root', DOCKER_HOST: `unix://${socket}` };
  const keeper = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore' });
  const inItsNetwork = ['nsenter', `--net=/proc/${keeper.pid}/ns/net`];
  const log = openSync(join(directory, 'log'), 'a');
  const answers = (): boolean =>
    spawnSync('docker', ['version'], { env: environment, stdio: 'ignore', timeout: 5_000 }).status === 0;
  const pidOf = (file: string): number => Number(read(join(directory, file)).trim());
  const isAlive = (file: string): boolean => pidOf(file) > 0 && startTicks(pidOf(file)) !== null;
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    const limit = Date.now() + startLimitMs;
    while (!isSo()) {
      if (Date.now() > limit)
        throw new Error(
          `${what}: not within ${startLimitMs} ms: ${read(join(directory, 'log')).slice(-800)}`,
        );
      await sleep(100);
    }
  };
  const run = (command: readonly string[]): number =>
    spawnSync(inItsNetwork[0] ?? '', [...inItsNetwork.slice(1), ...command], { stdio: 'ignore' }).status ?? 1;

  const daemon: OwnDaemon = {
    ...{ environment, inItsNetwork },
    async start() {
      if (isAlive('pid')) return until('the daemon answers', answers);
      // What a dead one left would keep the next from starting.
      rmSync(join(directory, 'pid'), { force: true });
      if (!isAlive('exec/containerd/containerd.pid'))
        rmSync(join(directory, 'exec/containerd'), { recursive: true, force: true });
      const options = [
        ...['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')],
        ...['--pidfile', join(directory, 'pid'), '--host', `unix://${socket}`, '--bridge', 'none'],
        ...['--default-address-pool', 'base=10.213.0.0/16,size=24'],
      ];
      const [program = '', ...rest] = [...inItsNetwork, 'dockerd', ...options];
      spawn(program, rest, { stdio: ['ignore', log, log], detached: true }).unref();
      await until('the daemon answers', answers);
    },
    signal: (name) => void process.kill(pidOf('pid'), name),
    async close() {
      if (answers()) {
        const ids = execFileSync('docker', ['ps', '--all', '--quiet'], {
          env: environment,
          encoding: 'utf8',
        });
        for (const id of ids.split('\n').filter((one) => one !== ''))
          spawnSync('docker', ['rm', '--force', '--volumes', id], { env: environment, stdio: 'ignore' });
        daemon.signal('SIGTERM');
        await until('the daemon ends', () => !isAlive('pid') && !isAlive('exec/containerd/containerd.pid'));
      }
      keeper.kill('SIGKILL');
      // Of the containers of a daemon that was killed.
      for (const pid of processesWith(directory)) process.kill(pid, 'SIGKILL');
      // What it mounted while it lived; a daemon that was killed has left its mounts.
      for (const path of mountsBelow(directory)) spawnSync('umount', ['--lazy', path]);
      rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    },
  };
  await until(
    'the network namespace is there',
    () => run(['true']) === 0 && run(['ip', 'link', 'set', 'lo', 'up']) === 0,
  );
  await daemon.start();
  carryImages(environment);
  return daemon;
}

/** Without one of the machine's images, the run builds its own, which takes a minute more. */
function carryImages(environment: NodeJS.ProcessEnv): void {
  const listed = spawnSync('docker', ['images', '--format', '{{.Repository}}:{{.Tag}}', 'ordeal-host'], {
    encoding: 'utf8',
  });
  const tags = listed.stdout.split('\n').filter((tag) => tag !== '');
  if (tags.length === 0) return;
  const saved = spawnSync('docker', ['save', ...tags], { maxBuffer: 4 * 2 ** 30 });
  spawnSync('docker', ['load'], {
    input: saved.stdout,
    env: environment,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

/** The innermost first. */
function mountsBelow(directory: string): readonly string[] {
  const paths = read('/proc/mounts')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return paths.filter((path) => path.startsWith(`${directory}/`)).reverse();
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
