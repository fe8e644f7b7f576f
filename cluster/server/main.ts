// Where the process begins: `node anvil.mjs config.json`.

import { createNode } from '../node.ts';
import { run } from './run.ts';

/** Put in by the bundler. */
declare const ANVIL_VERSION: string | undefined;

run(process.argv[2], typeof ANVIL_VERSION === 'undefined' ? 'unbundled' : ANVIL_VERSION, createNode);
