#!/usr/bin/env node
// Runs a bench as people run the command: bundled. `npm run bench:checkers -- queue` runs part of one.

import { bundledBench } from './bundle.mjs';
import { ensureInstalled, root } from './install.mjs';

const benches = ['simulator', 'checkers', 'isolation'];
const [name] = process.argv.splice(2, 1);
if (!benches.includes(name)) {
  process.stderr.write(
    `bench: there is no bench '${name ?? ''}': give one of ${benches.join(', ')}, then what it is asked for.\n`,
  );
  process.exit(64);
}
await ensureInstalled();
await import(await bundledBench(root, name));
