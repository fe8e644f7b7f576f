// The bundler, which works in a process of its own. Ctrl-C in a terminal reaches that process as well and ends it: what is
// bundled after that, such as the thread that judges an interrupted run, gets a new one.

import { type BuildOptions, type BuildResult, build, stop } from 'esbuild';

/** How esbuild begins the message of a call whose process is gone, or goes meanwhile. */
const goneMessages = /^The service (?:is no longer running|was stopped)/;

/**
 * Bundles code into memory.
 * @throws {BuildFailure} where the code does not build
 */
export async function bundleCode(options: BuildOptions): Promise<BuildResult<{ write: false }>> {
  try {
    return await build({ ...options, write: false });
  } catch (error) {
    if (!(error instanceof Error && goneMessages.test(error.message))) throw error;
    await stop();
    return build({ ...options, write: false });
  }
}
