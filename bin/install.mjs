// Makes a fresh clone runnable: checks the Node version and installs dependencies when they are missing or do not
// match the lock file. They are installed aside and put in place whole; what they replace is kept for a while, since other
// commands of this checkout may still be loading from it. Plain JavaScript on purpose: it runs before anything is installed.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './install-lock.mjs';
import { isInstalledAsLocked } from './installed-packages.mjs';
import { visibleText } from './visible-text.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stampName = '.installed-lock-digest';
const stamp = join(modules, stampName);
const cache = join(root, '.build');
const lockFile = join(cache, 'install.lock');
const waitMaxMs = 600_000;
/** No command that began to load from the packages before runs that long. */
const replacedKeptMs = 7 * 24 * 3_600_000;
const exitCodesBySignal = { SIGINT: 130, SIGTERM: 143 };

function stop(message) {
  process.stderr.write(`ordeal: ${visibleText(message)}\n`);
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
  if (isInstalled(digest)) return;
  const lock = await takeLock(lockFile, {
    timeoutMs: waitMaxMs,
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
    if (!isInstalled(digest)) status = await install(lock, digest);
  } catch (error) {
    lock.release();
    stop(`dependencies cannot be put into ${modules}: ${error.message}; run npm ci there.`);
  }
  lock.release();
  if (typeof status === 'string') process.exit(exitCodesBySignal[status]);
  if (status !== 0) {
    stop('npm ci failed: see the lines above, check that the npm registry can be reached, and try again.');
  }
}

/** True when an earlier command installed for this lock file, or a person did, by `npm ci`. */
function isInstalled(digest) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return true;
  if (!isInstalledAsLocked(root)) return false;
  try {
    writeFileSync(stamp, digest);
  } catch {
    // Not ours to write into: the packages are compared again next time.
  }
  return true;
}

/** @returns the exit code of npm, or the signal for which this process has to end */
async function install(lock, digest) {
  process.stderr.write('ordeal: installing dependencies (npm ci) ...\n');
  removeLeftovers();
  const aside = join(cache, `install-${process.pid}`);
  mkdirSync(aside, { recursive: true });
  try {
    for (const name of ['package.json', 'package-lock.json', '.npmrc'])
      if (existsSync(join(root, name))) copyFileSync(join(root, name), join(aside, name));
    let status = await runNpm(lock, aside);
    if (status === 0 && !isInstalledAsLocked(aside)) {
      process.stderr.write('ordeal: npm left out packages that did not arrive; installing once more ...\n');
      status = await runNpm(lock, aside);
    }
    if (status !== 0) return status;
    if (!isInstalledAsLocked(aside))
      throw new Error('npm leaves out packages for this platform, which the lock file has');
    const installed = join(aside, 'node_modules');
    // npm makes no folder where there is nothing to put into it.
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, stampName), digest);
    if (existsSync(modules)) renameSync(modules, join(cache, `replaced-${Date.now()}-${process.pid}`));
    renameSync(installed, modules);
    return 0;
  } finally {
    rmSync(aside, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What installations that were killed left, and packages that were replaced long ago. Only under the lock. */
function removeLeftovers() {
  for (const name of readdirSync(cache)) {
    const [, replacedMs] = /^replaced-(\d+)-\d+$/.exec(name) ?? [];
    const isOld = replacedMs !== undefined && Date.now() - Number(replacedMs) > replacedKeptMs;
    if (isOld || /^install-\d+$/.test(name))
      rmSync(join(cache, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runNpm(lock, directory) {
  // Tools of the tests ask for a newer Node 20 than the product itself, which was checked above.
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--no-engine-strict'], {
    cwd: directory,
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
  return endedBy ?? code ?? 1;
}
