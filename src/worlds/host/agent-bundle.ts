// Turns a program written here into one file that the plain Node of a host runs.

import { fileURLToPath } from 'node:url';
import { bundleCode } from '../../files/bundle-code.ts';

const bundles = new Map<string, Promise<Uint8Array>>();

/**
 * Bundles the TypeScript program `entry` with all it imports into an ES module; once for each program.
 * @throws {Error} when it does not build, which only a broken checkout does.
 */
export function bundleAgent(entry: URL): Promise<Uint8Array> {
  const known = bundles.get(entry.href) ?? bundle(fileURLToPath(entry));
  bundles.set(entry.href, known);
  return known;
}

async function bundle(path: string): Promise<Uint8Array> {
  const { outputFiles } = await bundleCode({
    entryPoints: [path],
    outfile: 'agent.mjs',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`${path} built to nothing`);
  return output.contents;
}
