#!/usr/bin/env node
// The `ordeal` command: installs what is missing, then runs the sources, bundled, in this same process, so that a signal
// to it reaches the harness and nothing outlives it.

import { bundledCli } from './bundle.mjs';
import { ensureInstalled, root } from './install.mjs';
import { visibleText } from './visible-text.mjs';

await ensureInstalled();
const url = await bundledCli(root).catch((error) => {
  process.stderr.write(
    `${visibleText(`ordeal: the command cannot be built in ${root}: ${error.message}`)}\n`,
  );
  process.exit(3);
});
if (process.env.ORDEAL_DEBUG === '1') process.setSourceMapsEnabled(true);
await import(url);
