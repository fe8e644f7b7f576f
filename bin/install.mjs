// Makes a fresh clone runnable: checks the Node version and installs dependencies when they are missing or do not
// match the lock file. Plain JavaScript on purpose: it runs before anything is installed.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.installed-lock-digest');

function stop(message) {
  process.stderr.write(`ordeal: ${message}\n`);
  process.exit(3);
}

export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 11)) {
    stop(`Node ${process.versions.node} is too old: install Node 20.11 or later.`);
  }
  const digest = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  process.stderr.write('ordeal: installing dependencies (npm ci) ...\n');
  // Tools of the tests ask for a newer Node 20 than the product itself, which was checked above.
  const result = spawnSync(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--no-engine-strict'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  );
  if (result.status !== 0) {
    stop('npm ci failed: see the lines above, check that the npm registry can be reached, and try again.');
  }
  writeFileSync(stamp, digest);
}
