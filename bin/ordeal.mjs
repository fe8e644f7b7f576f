#!/usr/bin/env node
// The `ordeal` command: installs what is missing, then runs the TypeScript sources in this same process, so that a
// signal to it reaches the harness and nothing outlives it.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './install.mjs';

await ensureInstalled();
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(join(root, 'src', 'cli', 'main.ts')).href);
