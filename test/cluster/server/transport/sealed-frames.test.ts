// What somebody between two nodes can do to their bytes: no frame but the one that was to come is taken, the connection
// ends, and another takes its place.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { encodeMessage } from '../../../../cluster/server/transport/codec.ts';
import { frame } from '../../../../cluster/server/transport/frames.ts';
import { listeningNode, message, secret, type TestNode } from './listening-node.ts';

const toClose: (() => void)[] = [];

afterEach(() => {
  for (const close of toClose.splice(0)) close();
});

async function node(self: string, peer: string, peerPort: number): Promise<TestNode> {
  const made = await listeningNode(self, peer, peerPort);
  toClose.push(() => made.close());
  return made;
}

/** Frames of one direction, each with its header. */
function framesOf(onFrame: (whole: Buffer, index: number) => void): (chunk: Buffer) => void {
  let waiting = Buffer.alloc(0);
  let index = 0;
  return (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0)) {
      const length = 4 + waiting.readUInt32BE(0);
      onFrame(Buffer.from(waiting.subarray(0, length)), index++);
      waiting = waiting.subarray(length);
    }
  };
}

type Tamper = (
  whole: Buffer,
  index: number,
  out: (bytes: Buffer) => void,
  back: (bytes: Buffer) => void,
) => void;
const pass: Tamper = (whole, _, out) => out(whole);

/** n1 dials n2 through a relay that does to the first connection what it is told, and nothing to later ones. */
async function tampered(forth: Tamper, back: Tamper = pass) {
  const second = await node('n2', 'n1', 1);
  const captured: Buffer[] = [];
  let connections = 0;
  const server = createServer({ noDelay: true }, (near) => {
    const far: Socket = connect({ port: second.port, host: '127.0.0.1', noDelay: true });
    const first = connections++ === 0;
    toClose.push(() => (near.destroy(), far.destroy()));
    for (const socket of [near, far]) socket.on('error', () => {});
    const toFar = (bytes: Buffer): void => void far.write(bytes);
    const toNear = (bytes: Buffer): void => void near.write(bytes);
    near.on(
      'data',
      framesOf((whole, index) => {
        captured.push(whole);
        (first ? forth : pass)(whole, index, toFar, toNear);
      }),
    );
    far.on(
      'data',
      framesOf((whole, index) => {
        captured.push(whole);
        (first ? back : pass)(whole, index, toNear, toFar);
      }),
    );
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  toClose.push(() => server.close());
  const first = await node('n1', 'n2', (server.address() as AddressInfo).port);
  await first.until(() => first.events.includes('peer-connected'));
  return { first, second, captured };
}

const flipped = (whole: Buffer, at: number): Buffer => {
  const changed = Buffer.from(whole);
  changed.writeUInt8((changed[at] ?? 0) ^ 1, at);
  return changed;
};
/** The frames of the dialer: 0 is its proof, 1 and on are messages. */
const held: Buffer[] = [];
const tampers: readonly (readonly [string, Tamper])[] = [
  ['changes a byte of a message', (whole, index, out) => out(index === 2 ? flipped(whole, 9) : whole)],
  [
    'changes a byte of a seal',
    (whole, index, out) => out(index === 2 ? flipped(whole, whole.length - 1) : whole),
  ],
  ['cuts a message short', (whole, index, out) => out(index === 2 ? frame(whole.subarray(4, -1)) : whole)],
  [
    'sends a frame of its own',
    (whole, index, out) => (index === 2 ? (out(frame(encodeMessage(message(9)))), out(whole)) : out(whole)),
  ],
  ['sends an empty frame', (whole, index, out) => (index === 2 ? (out(frame()), out(whole)) : out(whole))],
  ['repeats a frame', (whole, index, out) => (out(whole), index === 1 ? out(whole) : undefined)],
  ['leaves a frame out', (whole, index, out) => (index === 1 ? undefined : out(whole))],
  [
    'swaps two frames',
    (whole, index, out) => {
      if (index === 1) return void held.push(whole);
      out(whole);
      if (index === 2) out(held.pop() ?? whole);
    },
  ],
];
test.each(tampers)('a connection on which somebody %s is closed and made anew', async (_, forth) => {
  const { first, second } = await tampered(forth);
  const sending = setInterval(() => first.send('n2', message(1)), 5);
  toClose.push(() => clearInterval(sending));
  await second.until(() => second.events.includes('peer-frame-forged'));
  const before = second.inbox.length;
  expect(before).toBeLessThanOrEqual(1);
  clearInterval(sending);
  await first.until(() => first.events.filter((event) => event === 'peer-connected').length === 2);
  first.send('n2', message(6));
  await second.until(() => second.inbox.some((one) => one.kind === 'statement' && one.id === 6));
});

const answers: readonly (readonly [string, Tamper, Tamper])[] = [
  [
    'sends the frames of a node back to it',
    (whole, index, out, back) => (out(whole), index === 1 ? back(whole) : undefined),
    pass,
  ],
  [
    'makes up a sign of life',
    (whole, index, out, back) => (out(whole), index === 1 ? back(frame(Buffer.alloc(16))) : undefined),
    pass,
  ],
  ['repeats a sign of life', pass, (whole, index, out) => (out(whole), index === 2 ? out(whole) : undefined)],
  [
    'announces a long one',
    (whole, index, out, back) => (out(whole), index === 1 ? back(Buffer.from([0, 0, 0, 17])) : undefined),
    pass,
  ],
];
test.each(answers)('so is one on which somebody %s', async (_, forth, back) => {
  const { first } = await tampered(forth, back);
  const sending = setInterval(() => first.send('n2', message(1)), 20);
  toClose.push(() => clearInterval(sending));
  await first.until(() => first.events.includes('peer-frame-forged'));
  const connections = (): number => first.events.filter((event) => event === 'peer-connected').length;
  await first.until(() => connections() === 2);
  expect(first.events.filter((event) => event === 'peer-frame-forged')).toHaveLength(1);
});

test('who listens learns nothing of what is said, and two connections have nothing in common', async () => {
  const { first, second, captured } = await tampered(pass);
  first.send('n2', message(1));
  first.send('n2', message(1));
  await second.until(() => second.inbox.length === 2);
  const [, , , one, other] = [...captured].sort((left, right) => left.length - right.length);
  expect(captured.every((whole) => !whole.includes('INSERT') && !whole.includes(secret))).toBe(true);
  expect(one?.equals(other ?? Buffer.alloc(0))).toBe(false);
});

test('a peer of the earlier protocol is refused with one sentence that says what to do', async () => {
  const old = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(frame(Buffer.from('anvil-node/1'), Buffer.alloc(32, 1)));
  });
  old.listen(0, '127.0.0.1');
  await once(old, 'listening');
  toClose.push(() => old.close());
  const first = await node('n1', 'n2', (old.address() as AddressInfo).port);
  await first.until(() => first.events.includes('peer-refused'));
  expect(JSON.parse(first.lines[0] ?? '')).toMatchObject({
    hint: 'n2 speaks anvil-node/1 and this build speaks anvil-node/2, which seals what is sent: stop all nodes and start each with a build of one version; their data stays as it is',
  });
});
