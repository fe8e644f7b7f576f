#!/usr/bin/env node
// Everything that decides whether a change may land, in the order in which it fails fastest.
// `npm test -- unit` runs one step alone.

import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major === 20 && minor < 19) {
  process.stderr.write(
    `npm test: the linter and the test runner need Node 20.19 or later, and this is ${process.versions.node}; Ordeal itself runs on it.\n`,
  );
  process.exit(3);
}
await ensureInstalled();

/** Name, command and arguments of each step. @type {readonly (readonly [string, string, readonly string[]])[]} */
const steps = [
  ['format', 'biome', ['check', '--error-on-warnings', '.']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings', '.']],
  ['types', 'tsc', ['-p', '.']],
  ['unused', 'knip', []],
  ['unit', 'vitest', ['run']],
  ['end-to-end', 'vitest', ['run', '--config', 'vitest.e2e.config.ts']],
  ['node-versions', 'node', ['bin/node-versions.mjs']],
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some(([step]) => step === name));
if (unknown.length > 0) {
  process.stderr.write(
    `npm test: no step '${unknown[0]}'; the steps are ${steps.map(([name]) => name).join(', ')}.\n`,
  );
  process.exit(64);
}
let passed = 0;
for (const [name, command, args] of steps) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const startedMs = performance.now();
  process.stdout.write(`\n== ${name}: ${command} ${args.join(' ')}\n`);
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}` },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  if (result.status !== 0) {
    process.stdout.write(`\n== ${name} failed after ${seconds} s\n${passed} passed, 1 failed\n`);
    process.exit(result.status ?? 1);
  }
  passed += 1;
  process.stdout.write(`== ${name} passed in ${seconds} s\n`);
}
process.stdout.write(`\n${passed} passed, 0 failed\n`);
