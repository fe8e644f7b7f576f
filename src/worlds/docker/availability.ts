// Whether containers can be had on this machine.

import { release } from 'node:os';
import { worldCapabilities } from '../capabilities.ts';
import type { MissingFault } from '../host/fault-trials.ts';
import { missingInNamespaces } from '../namespaces/tools.ts';
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

/**
 * Which faults of this world the kernel of the containers lacks something for. Known without a container only where that is the
 * kernel of this machine; otherwise the boot tells.
 */
export async function dockerMissingFaults(): Promise<readonly MissingFault[]> {
  const docker = await connectDocker();
  const { KernelVersion } = (await docker.version()) as { readonly KernelVersion?: string };
  if (process.platform !== 'linux' || KernelVersion !== release()) return [];
  return missingInNamespaces(worldCapabilities.docker, ['kernel']);
}
