// One command at a time installs dependencies: a lock file that names the processes at work. One whose processes are all
// dead is taken over, so that nobody has to clean up after a command that was killed. Plain JavaScript, as install.mjs.

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const lookAgainMs = 200;
/** Two that take over the same dead lock write within moments of each other: the last one has it. */
const takeoverMs = 300;

/**
 * Takes the lock, waiting for others at most `timeoutMs`.
 * @param {string} path
 * @param {{ timeoutMs: number, onWait: (processes: readonly number[]) => void }} options
 * @returns {Promise<{ add(pid: number): void, release(): void } | null>} `null` when it was held all the time; `add` names
 * one more process that has to be dead before the lock is
 */
export async function takeLock(path, { timeoutMs, onWait }) {
  mkdirSync(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}`;
  const deadlineMs = performance.now() + timeoutMs;
  let waits = false;
  try {
    while (performance.now() < deadlineMs) {
      writeHolder(own, [process.pid]);
      if (take(own, path)) return lockAt(path, own);
      const holder = readHolder(path);
      if (holder === null) continue;
      if (!isAlive(holder)) {
        if (await takeOver(own, path)) return lockAt(path, own);
      } else if (!waits) {
        waits = true;
        onWait(holder.processes);
      }
      await sleep(lookAgainMs);
    }
    return null;
  } finally {
    rmSync(own, { force: true });
  }
}

function writeHolder(path, processes) {
  writeFileSync(path, JSON.stringify({ host: hostname(), processes }));
}

/** A link appears whole or not at all. */
function take(own, path) {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds the lock, or `null` when it was just released. What cannot be understood is held by nobody. */
function readHolder(path) {
  try {
    const { host, processes } = JSON.parse(readFileSync(path, 'utf8'));
    return { host: String(host), processes: Array.isArray(processes) ? processes : [] };
  } catch (error) {
    return error.code === 'ENOENT' ? null : { host: hostname(), processes: [] };
  }
}

/** Of processes on another machine nothing is known: they are waited for. */
function isAlive({ host, processes }) {
  return host !== hostname() ? processes.length > 0 : processes.some(isRunning);
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function takeOver(own, path) {
  renameSync(own, path);
  await sleep(takeoverMs);
  return readHolder(path)?.processes[0] === process.pid;
}

function lockAt(path, own) {
  return {
    add: (pid) => {
      writeHolder(own, [process.pid, pid]);
      renameSync(own, path);
    },
    release: () => rmSync(path, { force: true }),
  };
}
