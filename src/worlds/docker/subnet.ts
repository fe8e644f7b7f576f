// Picks addresses nobody uses: the cluster needs to know them before it starts, so Docker cannot be left to choose.

import { networkInterfaces } from 'node:os';
import type Docker from 'dockerode';

/** An internal network of ours and the addresses in it. */
export interface ClusterNetwork {
  readonly name: string;
  /** Of the bridge, where the daemon is on this machine. */
  readonly gateway: string;
  /** Address of host 1, 2, ... */
  readonly addressOf: (hostNumber: number) => string;
}

const maximumAttempts = 40;

/**
 * Creates a network without a way out, on a /24 that overlaps no network of the daemon or of this machine.
 * @throws {Error} when no free subnet was found.
 */
export async function createClusterNetwork(
  docker: Docker,
  name: string,
  labels: Record<string, string>,
): Promise<ClusterNetwork> {
  const taken = await takenPrefixes(docker);
  let lastProblem = 'all taken';
  const first = Math.floor(Math.random() * 256);
  for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
    const prefix = `10.213.${(first + attempt * 7) % 256}`;
    if (taken.has(prefix)) continue;
    try {
      await docker.createNetwork({
        Name: name,
        Driver: 'bridge',
        Internal: true,
        CheckDuplicate: true,
        Labels: labels,
        IPAM: { Driver: 'default', Config: [{ Subnet: `${prefix}.0/24`, Gateway: `${prefix}.254` }] },
      });
      return { name, gateway: `${prefix}.254`, addressOf: (hostNumber) => `${prefix}.${10 + hostNumber}` };
    } catch (error) {
      // Another run may have taken it in between: the daemon then speaks of an overlap.
      if (!/overlap|conflict/i.test(String(error))) throw error;
      lastProblem = String(error);
    }
  }
  throw new Error(`no free subnet for the cluster's network within 10.213.0.0/16: ${lastProblem}`);
}

/** First three numbers of the subnets in use; only those inside our own range matter. */
async function takenPrefixes(docker: Docker): Promise<ReadonlySet<string>> {
  const networks = await docker.listNetworks();
  const subnets = networks
    .flatMap((network) => network.IPAM?.Config ?? [])
    .map((config) => config.Subnet ?? '');
  const addresses = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map((entry) => entry.address),
  );
  return new Set([...subnets, ...addresses].map((address) => address.split('.').slice(0, 3).join('.')));
}
