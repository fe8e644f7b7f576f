// Nodes on loopback ports: who is let in, what arrives, and how soon a broken connection is replaced.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Logger } from '../../../../cluster/env.ts';
import type { NodeMessage, WireMessage } from '../../../../cluster/messages.ts';
import { machineClock } from '../../../../cluster/server/clock.ts';
import type { PeerAddress } from '../../../../cluster/server/transport/dial-attempt.ts';
import { type Transport, transport } from '../../../../cluster/server/transport/transport.ts';

const secret = 'a secret of the cluster';
const toClose: (() => void)[] = [];

afterEach(() => {
  for (const close of toClose.splice(0)) close();
});

interface Recorded extends Transport {
  readonly inbox: { from: string; message: WireMessage }[];
  readonly events: string[];
  /** Resolves when `count` messages have come, or an event of this name was logged. */
  until(condition: () => boolean): Promise<void>;
}

function recorded(self: string, addresses: ReadonlyMap<string, PeerAddress>, itsSecret = secret): Recorded {
  const inbox: Recorded['inbox'] = [];
  const events: string[] = [];
  let wake = (): void => {};
  const log = (event: string): void => {
    events.push(event);
    wake();
  };
  const logger: Logger = { info: log, warn: log, error: log };
  const made = transport({ self, addresses, secret: itsSecret, clock: machineClock(), logger });
  made.network.onMessage((from, message) => {
    inbox.push({ from, message });
    wake();
  });
  toClose.push(() => made.close());
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { ...made, inbox, events, until };
}

async function listening(server: Transport['server']): Promise<PeerAddress> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

/** n2 listening, and n1 that dials it, perhaps through a relay of the test's. */
async function pair(
  options: { secretOfFirst?: string; via?: (to: PeerAddress) => Promise<PeerAddress> } = {},
) {
  const second = recorded('n2', new Map([['n1', { host: '127.0.0.1', port: 1 }]]));
  const address = await listening(second.server);
  const reached = options.via === undefined ? address : await options.via(address);
  const first = recorded('n1', new Map([['n2', reached]]), options.secretOfFirst);
  first.open();
  return { first, second, address };
}

const append = (round: number, command: Uint8Array): NodeMessage => ({
  kind: 'append',
  recovery: null,
  ballot: 2 ** 40 + 1,
  round,
  previous: { ballot: 0, logId: 0 },
  entries: [{ logId: 1, ballot: 1, command }],
  committedLogId: 0,
});

test('messages arrive as they were sent, bytes, bigint and large numbers included', async () => {
  const { first, second } = await pair();
  await first.until(() => first.events.includes('peer-connected'));
  const statement: NodeMessage = {
    kind: 'statement',
    id: 2 ** 50,
    incarnation: 7,
    ballot: 3,
    statement: 'write',
    sql: 'INSERT INTO t VALUES (?, ?, ?)',
    parameters: [2n ** 62n, null, Uint8Array.from([1, 2])],
    requestId: null,
  };
  first.network.send('n2', append(1, Uint8Array.from([0, 255])));
  first.network.send('n2', statement);
  await second.until(() => second.inbox.length === 2);
  expect(second.inbox).toEqual([
    { from: 'n1', message: append(1, Uint8Array.from([0, 255])) },
    { from: 'n1', message: statement },
  ]);
});

test('a long message arrives whole and in its place', async () => {
  const { first, second } = await pair();
  await first.until(() => first.events.includes('peer-connected'));
  for (let round = 0; round < 3; round++)
    first.network.send('n2', append(round, new Uint8Array(3_000_000).fill(round)));
  await second.until(() => second.inbox.length === 3);
  expect(second.inbox.map(({ message }) => message.kind === 'append' && message.round)).toEqual([0, 1, 2]);
});

test('a node with another secret is refused on both sides and none of its messages is taken', async () => {
  const { first, second } = await pair({ secretOfFirst: 'not that secret at all' });
  first.network.send('n2', append(1, new Uint8Array()));
  await first.until(() => first.events.includes('peer-refused'));
  await second.until(() => second.events.includes('stranger-refused'));
  expect(first.events).not.toContain('peer-connected');
  expect(second.inbox).toEqual([]);
});

test('a stranger that sends garbage is cut off, and the node goes on', async () => {
  const { first, second, address } = await pair();
  const stranger = connect(address.port, address.host);
  stranger.on('error', () => {});
  stranger.resume();
  stranger.write(Buffer.alloc(5000, 0x41));
  await once(stranger, 'close');
  expect(second.events).toContain('stranger-refused');
  await first.until(() => first.events.includes('peer-connected'));
  first.network.send('n2', append(1, new Uint8Array()));
  await second.until(() => second.inbox.length === 1);
});

test('strangers who take all places and say nothing keep no node out', async () => {
  const second = recorded('n2', new Map([['n1', { host: '127.0.0.1', port: 1 }]]));
  const address = await listening(second.server);
  const idle = Array.from({ length: 200 }, () => connect(address.port, address.host));
  for (const socket of idle) {
    socket.on('error', () => {});
    toClose.push(() => socket.destroy());
  }
  await Promise.all(idle.slice(0, 64).map((socket) => once(socket, 'connect')));
  const first = recorded('n1', new Map([['n2', address]]));
  first.open();
  await first.until(() => first.events.includes('peer-connected'));
  first.network.send('n2', append(1, new Uint8Array()));
  await second.until(() => second.inbox.length === 1);
  expect(second.inbox).toHaveLength(1);
});

/** A relay that can stop passing anything on without closing a connection: what a partition does to TCP. */
async function relay(to: PeerAddress) {
  const through: Socket[] = [];
  let cut = false;
  const server = createServer((near) => {
    const far = connect(to.port, to.host);
    through.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => {});
    near.on('data', (chunk) => !cut && far.write(chunk));
    far.on('data', (chunk) => !cut && near.write(chunk));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  toClose.push(() => {
    server.close();
    for (const socket of through) socket.destroy();
  });
  return {
    address: await listening(server),
    setCut: (value: boolean) => {
      cut = value;
    },
  };
}

test('a connection that has gone silent is given up and replaced as soon as the network heals', async () => {
  const relays: Awaited<ReturnType<typeof relay>>[] = [];
  const { first, second } = await pair({
    via: async (to) => {
      const made = await relay(to);
      relays.push(made);
      return made.address;
    },
  });
  await first.until(() => first.events.includes('peer-connected'));
  relays[0]?.setCut(true);
  const sending = setInterval(() => first.network.send('n2', append(1, new Uint8Array())), 50);
  toClose.push(() => clearInterval(sending));
  await first.until(() => first.events.includes('peer-lost'));
  expect(second.inbox).toEqual([]);
  relays[0]?.setCut(false);
  await second.until(() => second.inbox.length > 0);
  expect(first.events).toEqual(['peer-connected', 'peer-lost', 'peer-connected']);
});
