// The short form of the tests on other versions of Node than the one at hand: the oldest that Ordeal runs on, and every
// one that is maintained. Their binaries are packages of the npm registry, pinned in `test/node-versions`. A version of the
// same major as the one at hand is started in every world; its tests are those of the step `unit`, unless
// ORDEAL_CASES asks for more.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './install.mjs';

const pinned = join(root, 'test', 'node-versions');
const worlds = ['docker', 'namespaces', 'sim'];
const tests = ['test/bin', 'test/cli', 'test/worlds'];

if (process.platform !== 'linux' || process.arch !== 'x64') {
  process.stdout.write(
    `left out: the pinned binaries are for Linux on x64, and this is ${process.platform} on ${process.arch}\n`,
  );
  process.exit(0);
}
for (const binaries of installed()) {
  const environment = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH}` };
  const { stdout } = spawnSync('node', ['--version'], { env: environment, encoding: 'utf8' });
  for (const world of worldsAsked()) {
    run(stdout.trim(), environment, 'npm', [
      'start',
      '--silent',
      '--',
      ...['--world', world, '--time', '5', '--nemesis', 'none', '--seed', '1'],
      '--quiet',
    ]);
  }
  if (majorOf(stdout) !== majorOf(process.version) || process.env.ORDEAL_CASES !== undefined)
    run(stdout.trim(), environment, 'node', ['node_modules/vitest/vitest.mjs', 'run', ...tests]);
}

/** Of `v20.11.0` the 20. */
function majorOf(version) {
  return version.slice(1).split('.')[0];
}

/** Where the real worlds are not mandatory, a start in the one world that works everywhere is asked for. */
function worldsAsked() {
  const required = (process.env.ORDEAL_REQUIRE_WORLDS ?? '').split(',');
  return worlds.filter((world) => world === 'sim' || required.includes(world));
}

function run(version, environment, command, args) {
  process.stdout.write(`\n-- node ${version}: ${command} ${args.join(' ')}\n`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status === 0) return;
  process.stdout.write(`\n-- node ${version}: failed, ${error?.message ?? `exit code ${status}`}\n`);
  process.exit(1);
}

/** Folders with one `node` each, installed once for each state of the lock file. */
function installed() {
  const lock = readFileSync(join(pinned, 'package-lock.json'));
  const digest = createHash('sha256').update(lock).digest('hex').slice(0, 16);
  const directory = join(root, '.build', `node-versions-${digest}`);
  if (!existsSync(directory)) {
    const partial = `${directory}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    for (const name of ['package.json', 'package-lock.json'])
      copyFileSync(join(pinned, name), join(partial, name));
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: partial,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) {
      rmSync(partial, { recursive: true, force: true });
      process.stdout.write('the other versions of Node cannot be installed: see the lines above\n');
      process.exit(1);
    }
    renameSync(partial, directory);
  }
  const modules = join(directory, 'node_modules');
  return readdirSync(modules)
    .filter((name) => name.startsWith('node-'))
    .toSorted()
    .map((name) => join(modules, name, 'bin'));
}
