// Whether containers can be had on this machine.

import type { WorldAvailability } from '../options.ts';
import { connectDocker } from './client.ts';

/** Asks the daemon; never rejects. */
export async function dockerAvailability(): Promise<WorldAvailability> {
  try {
    const docker = await connectDocker();
    const { Version } = await docker.version();
    return { available: true, reason: `the Docker daemon ${Version} answers` };
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
