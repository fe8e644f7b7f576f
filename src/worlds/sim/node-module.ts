// Where the simulated nodes' code comes from: this checkout, or a bundle of another build that exports `createNode`.

import { pathToFileURL } from 'node:url';
import type { CreateNode } from './cluster.ts';

/**
 * Loads a build of Anvil for use inside this process.
 * @param bundlePath an ES module that exports `createNode`; the source of this checkout where absent
 * @throws {Error} in one sentence when the module has no such export
 */
export async function loadCreateNode(bundlePath?: string): Promise<CreateNode> {
  const path = bundlePath ?? new URL('../../../cluster/node.ts', import.meta.url).pathname;
  const loaded = (await import(pathToFileURL(path).href)) as { readonly createNode?: unknown };
  if (typeof loaded.createNode !== 'function') {
    throw new Error(`${path} cannot be simulated: it exports no createNode.`);
  }
  return loaded.createNode as CreateNode;
}
