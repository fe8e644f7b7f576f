// A local port for people where hosts have no address of their own on this machine: what connects to it reaches the
// MySQL port of one node.

import { createServer, type Server, type Socket } from 'node:net';
import type { NodeName } from '../world.ts';
import { databasePorts } from './database.ts';
import type { Host } from './host.ts';

export interface Forwarder {
  readonly node: NodeName;
  /** `127.0.0.1:port`. */
  readonly address: string;
  close(): void;
}

const dialTimeoutMs = 5000;

export async function createForwarder(host: Pick<Host, 'name' | 'dial'>): Promise<Forwarder> {
  const clients = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    clients.add(client);
    client.on('error', () => client.destroy());
    client.on('close', () => clients.delete(client));
    host.dial(databasePorts.mysql, dialTimeoutMs).then(
      (stream) => {
        stream.on('error', () => client.destroy());
        stream.on('close', () => client.destroy());
        client.on('close', () => stream.destroy());
        client.pipe(stream).pipe(client);
      },
      () => client.destroy(),
    );
  });
  const port = await listen(server);
  // People's clients do not keep the harness alive.
  server.unref();
  return {
    node: host.name,
    address: `127.0.0.1:${port}`,
    close() {
      server.close();
      for (const client of clients) client.destroy();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
      else reject(new Error('no local port for the forwarder'));
    });
  });
}
