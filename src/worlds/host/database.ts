// How the database lives on a host: its ports, its first user, the file it is started with, and where it writes.

import type { NodeName } from '../world.ts';
import type { Host } from './host.ts';

/** The same on every host: each has an address of its own. */
export const databasePorts = { mysql: 3306, node: 7000, http: 8080 } as const;

/** The first user of a cluster under test. Only networks that Ordeal made, and this machine, can reach it. */
export const databaseUser = { name: 'root', password: 'ordeal' } as const;

/**
 * The start file of one node, as `cluster/server/configuration.ts` describes it.
 * @param clusterSecret the same for all nodes of a cluster, at least 16 characters.
 */
export function nodeConfiguration(
  host: Host,
  hosts: readonly Host[],
  clusterSecret: string,
  timings: Readonly<Record<string, number>>,
): Readonly<Record<string, unknown>> {
  const peers: Record<NodeName, string> = {};
  for (const peer of hosts) peers[peer.name] = `${peer.address}:${databasePorts.node}`;
  return {
    name: host.name,
    peers,
    listen: {
      host: '0.0.0.0',
      mysqlPort: databasePorts.mysql,
      nodePort: databasePorts.node,
      httpPort: databasePorts.http,
    },
    dataDirectory: host.files.dataDirectory,
    clusterSecret,
    rootUser: databaseUser,
    timings,
  };
}
