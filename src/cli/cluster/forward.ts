// Loopback ports for a person's own client: each forwards to one node, wherever its host lives.

import { createConnection, createServer, type Server } from 'node:net';
import { infrastructureFailure } from '../failure.ts';
import { neighbourAt, portsOf } from './neighbours.ts';

const loopback = '127.0.0.1';

export interface Forwarder {
  readonly port: number;
  /** Where connections go, as `host:port`; until then they are refused. */
  setTarget(address: string): void;
  close(): void;
}

function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, resolve);
  });
}

/** Opens one port. Rejects with the system's error. */
async function openForwarder(port: number): Promise<Forwarder> {
  let target: string | null = null;
  const server = createServer({ noDelay: true }, (client) => {
    if (target === null) {
      client.destroy();
      return;
    }
    const node = createConnection({ ...splitAddress(target), noDelay: true });
    client.pipe(node);
    node.pipe(client);
    client.on('error', () => node.destroy());
    client.on('close', () => node.destroy());
    node.on('error', () => client.destroy());
    node.on('close', () => client.destroy());
  });
  await listen(server, port);
  return {
    port,
    setTarget(address) {
      target = address;
    },
    close: () => void server.close(),
  };
}

/**
 * Opens `count` ports from `firstPort` on, or none.
 * @throws {CommandFailure} with one sentence when a port is in use or needs more rights.
 */
export async function openForwarders(firstPort: number, count: number): Promise<readonly Forwarder[]> {
  const opened: Forwarder[] = [];
  try {
    for (let index = 0; index < count; index += 1) opened.push(await openForwarder(firstPort + index));
    return opened;
  } catch (error) {
    for (const forwarder of opened) forwarder.close();
    const port = firstPort + opened.length;
    const { code, message } = error as NodeJS.ErrnoException;
    const range = `ports ${firstPort} to ${firstPort + count - 1} are needed, choose others with --port`;
    if (code === 'EADDRINUSE') {
      const holder = await neighbourAt(port);
      const by =
        holder === null ? 'in use' : `taken by the cluster of ${holder.checkout} (${portsOf(holder)})`;
      throw infrastructureFailure(`Port ${port} on ${loopback} is ${by}: ${range}.`);
    }
    throw infrastructureFailure(`Port ${port} on ${loopback} cannot be opened (${message}): ${range}.`);
  }
}
