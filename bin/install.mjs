// Makes a fresh clone runnable: checks the Node version and installs dependencies when they are missing or do not
// match the lock file. Plain JavaScript on purpose: it runs before anything is installed.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './install-lock.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.installed-lock-digest');
const lockFile = join(root, '.build', 'install.lock');
const longestWaitMs = 600_000;
const exitCodesBySignal = { SIGINT: 130, SIGTERM: 143 };

function stop(message) {
  process.stderr.write(`ordeal: ${message}\n`);
  process.exit(3);
}

/** Ends the process, with a sentence, where dependencies cannot be installed. */
export async function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 11)) {
    stop(`Node ${process.versions.node} is too old: install Node 20.11 or later.`);
  }
  const digest = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
  if (isInstalled()) return;
  const lock = await takeLock(lockFile, {
    timeoutMs: longestWaitMs,
    onWait: (processes) =>
      process.stderr.write(
        `ordeal: another command is installing dependencies (process ${processes[0]}), waiting for it ...\n`,
      ),
  }).catch((error) => stop(`dependencies cannot be installed here: ${error.message}.`));
  if (lock === null) {
    stop(
      `another command has been installing dependencies for ten minutes: end it, or remove ${lockFile} if it is gone.`,
    );
  }
  let status = 0;
  try {
    if (!isInstalled()) status = await install(lock, digest);
  } finally {
    lock.release();
  }
  if (typeof status === 'string') process.exit(exitCodesBySignal[status]);
  if (status !== 0) {
    stop('npm ci failed: see the lines above, check that the npm registry can be reached, and try again.');
  }
}

/** @returns the exit code of npm, or the signal for which this process has to end */
async function install(lock, digest) {
  process.stderr.write('ordeal: installing dependencies (npm ci) ...\n');
  // What an interrupted installation left behind makes the next one fail with ENOTEMPTY.
  rmSync(modules, { recursive: true, force: true, maxRetries: 5 });
  // Tools of the tests ask for a newer Node 20 than the product itself, which was checked above.
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--no-engine-strict'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    // A group of its own: a signal is passed on to npm and to whatever npm started, once.
    detached: true,
  });
  if (npm.pid !== undefined) lock.add(npm.pid);
  let endedBy = null;
  const listeners = Object.keys(exitCodesBySignal).map((signal) => {
    const listener = () => {
      endedBy = signal;
      if (npm.pid !== undefined) process.kill(-npm.pid, signal);
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  const [code] = await once(npm, 'close').catch((error) => stop(`npm cannot be started: ${error.message}.`));
  for (const remove of listeners) remove();
  if (endedBy !== null) return endedBy;
  if (code === 0) writeFileSync(stamp, digest);
  return code ?? 1;
}
