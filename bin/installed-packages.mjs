// Tells whether node_modules is what the lock file asks for, from what npm itself wrote there after it had installed: a
// person who ran `npm ci` need not wait for a second installation, and npm, which leaves out what is optional when a download
// fails, is not taken at its word: binaries are optional packages. Plain JavaScript, as install.mjs.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} root of the checkout
 * @returns {boolean} false, too, where the files are missing or cannot be understood
 */
export function isInstalledAsLocked(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  if (wanted === null) return false;
  // Written last, once all packages are in place; not at all where there are none.
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json')) ?? {};
  const asked = namesAskedFor(wanted, installed);
  return Object.entries(wanted).every(([path, locked]) => {
    if (!path.startsWith('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined)
      return locked.optional === true && (isForAnotherPlatform(locked) || !asked.has(nameOf(path)));
    const isSame = found.version === locked.version && found.integrity === locked.integrity;
    return isSame && existsSync(join(root, path));
  });
}

/** What the checkout and the installed packages depend on: others are there for packages of other platforms alone. */
function namesAskedFor(wanted, installed) {
  const names = new Set();
  for (const [path, { dependencies, devDependencies, optionalDependencies }] of Object.entries(wanted)) {
    if (path !== '' && installed[path] === undefined) continue;
    for (const group of [dependencies, devDependencies, optionalDependencies])
      for (const name of Object.keys(group ?? {})) names.add(name);
  }
  return names;
}

/** Of `node_modules/vite/node_modules/esbuild` the last part. */
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const isForAnotherPlatform = ({ os, cpu, libc }) =>
  os?.includes(process.platform) === false ||
  cpu?.includes(process.arch) === false ||
  libc?.includes(libraryFamily()) === false;

/** The C library of this process, as packages name it. */
function libraryFamily() {
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

function packagesOf(path) {
  try {
    const { packages } = JSON.parse(readFileSync(path, 'utf8'));
    return typeof packages === 'object' ? packages : null;
  } catch {
    return null;
  }
}
