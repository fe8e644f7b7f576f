// A peer that knows the secret and says what no node says: every kind of message with fields exchanged, bytes changed
// before and after sealing, frames cut anywhere. A node closes such a connection and lives on. ORDEAL_CASES=100000 for more.

import { encode } from '@msgpack/msgpack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WireMessage } from '../../../cluster/messages.ts';
import { frame } from '../../../cluster/server/transport/frames.ts';
import type { RandomSource } from '../../../src/random/source.ts';
import { processCluster } from '../server/node-process.ts';
import { type RawPeer, rawPeer } from '../server/transport/raw-peer.ts';
import { changedBytes, changedValue, fuzzCases, pick, randomOf } from './mutate.ts';
import { type Target, targetOf } from './target.ts';

const secret = 'a cluster secret for tests';
const peers = ['n2', 'n3'];
let target: Target;

/** The first node of three, whose peers have ended: from now on they are played here. */
async function begin(): Promise<void> {
  const cluster = await processCluster(3);
  await Promise.all(cluster.nodes.map((node) => node.start()));
  await cluster.untilServing();
  const [node, ...others] = cluster.nodes;
  await Promise.all(others.map((other) => other.kill()));
  if (node === undefined) throw new Error('a cluster of three has a first node');
  target = targetOf(node, () => cluster.close());
}

beforeAll(begin);
afterAll(() => target.close());

const position = { ballot: 17, logId: 1 };
const command = encode([1, 'c', 1, 'INSERT INTO t VALUES (1)', []]);
const messages: readonly WireMessage[] = [
  { kind: 'hello', wire: { oldest: 1, newest: 1 }, disk: { oldest: 1, newest: 1 }, active: 1, asks: true },
  { kind: 'pre-vote', ballot: 17, last: position },
  { kind: 'pre-vote-reply', ballot: 17, granted: true, promised: 17 },
  { kind: 'prepare', ballot: 17, last: position, released: 0 },
  { kind: 'promise', ballot: 16, granted: true, promised: 16 },
  { kind: 'bootstrap-ask', own: 5 },
  { kind: 'bootstrap-reply', asked: 5, own: 7, bootstrapMembers: { n1: 1, n2: 2 } },
  { kind: 'hand-over', ballot: 17, last: position },
  { kind: 'hand-over-refused', ballot: 17, reason: 'busy' },
  {
    ...{ kind: 'append', ballot: 17, round: 1, previous: { ballot: 0, logId: 0 }, committedLogId: 1 },
    entries: [{ logId: 1, ballot: 17, command }],
    recovery: { life: 1, logId: 1 },
  },
  {
    ...{ kind: 'append-reply', ballot: 16, round: 1, accepted: true, previousLogId: 0, matchedLogId: 1 },
    ...{ promised: 16, needsSnapshot: false, recoveryLife: 0, nonVoting: false },
  },
  {
    ...{ kind: 'snapshot-chunk', ballot: 17, round: 1, position, offsetBytes: 0, totalBytes: 4, crc: 0 },
    bytes: new Uint8Array(4),
  },
  {
    ...{ kind: 'snapshot-reply', ballot: 16, round: 1, logId: 1, receivedBytes: 4, installed: true },
    ...{ promised: 16, nonVoting: false },
  },
  {
    ...{
      kind: 'statement',
      id: 1,
      incarnation: 1,
      ballot: 16,
      statement: 'write',
      parameters: [1, 'a', null],
    },
    ...{ sql: 'INSERT INTO t VALUES (?, ?, ?)', requestId: { client: 'c', sequence: 1 } },
  },
  {
    ...{ kind: 'statement-reply', id: 1, incarnation: 1 },
    result: {
      status: 'done',
      outcome: { kind: 'rows', columns: [{ name: 'a', table: 't', type: 'integer' }], rows: [[1], [null]] },
    },
  },
  { kind: 'versioned', version: 1, body: { kind: 'pre-vote', ballot: 17, last: position } },
  { kind: 'versioned', version: 2, body: { kind: 'pre-vote', ballot: 17, last: position } },
];

/** The bytes of one message, changed in what it says, in how it says it, or not at all. */
function payloadOf(random: RandomSource): Uint8Array {
  let value: unknown = pick(random, messages);
  for (let left = random.below(4); left > 0; left -= 1) value = changedValue(value, random);
  const options = { useBigInt64: true, ignoreUndefined: true } as const;
  const bytes = Buffer.from(encode(value, options));
  return random.below(4) === 0 ? changedBytes(bytes, random) : bytes;
}

/** What is sent as one sealed frame, or as something that only looks like one. */
function sendOne(peer: RawPeer, random: RandomSource): void {
  const payload = payloadOf(random);
  const kind = random.below(12);
  if (kind === 0) peer.socket.write(changedBytes(peer.channel.seal(frame(payload)), random));
  else if (kind === 1) peer.socket.write(frame(payload));
  else if (kind === 2) peer.socket.write(peer.channel.seal(changedBytes(frame(payload), random)));
  else if (kind === 3)
    peer.socket.write(peer.channel.seal(Buffer.concat([frame(payload), frame(payloadOf(random))])));
  else peer.send(payload);
}

/** Messages of one connection; most connections end before, since one of them was none. */
const perConnection = 40;
/** Rightly so: what the peers agree on is not for this node to doubt, see "Versions" in the design. */
const rightfulHalts = /contradicts an entry that was committed here|start a build that knows format/;

test(`${fuzzCases} mutated messages of a peer never stop the node`, async () => {
  let number = 0;
  let closed = 0;
  let sinceLook = 0;
  while (number < fuzzCases) {
    const peer = await rawPeer(target.node.ports.nodePort, peers[number % 2] as string, 'n1', secret).catch(
      () => null,
    );
    if (peer === null) await restartAfterRightfulHalt(number);
    const first = number;
    for (
      let left = perConnection;
      peer !== null && left > 0 && !peer.socket.destroyed && number < fuzzCases;
      left -= 1
    ) {
      sendOne(peer, randomOf('node', number));
      number += 1;
      if (left % 4 === 0) await new Promise(setImmediate);
    }
    if (peer?.socket.destroyed === true) closed += 1;
    peer?.socket.destroy();
    sinceLook += number - first;
    if (sinceLook < 5000) continue;
    sinceLook = 0;
    await lookAt(number);
    // One that has promised the highest ballot there is takes little of what comes after.
    await target.close();
    await begin();
  }
  await lookAt(number);
  expect(closed).toBeGreaterThan(0);
});

async function lookAt(number: number): Promise<void> {
  await restartAfterRightfulHalt(number);
  await target.expectAlive(`messages up to ${number}`);
  const events = target.node.log.map(({ event }) => event);
  expect(events).toEqual(expect.arrayContaining(['peer-unreadable', 'peer-frame-forged']));
  target.expectNoSecrets();
}

/** A node that halted for a reason of its own starts again; any other death fails the test. */
async function restartAfterRightfulHalt(number: number): Promise<void> {
  const { node } = target;
  const last = node.log.findLast(({ event }) => event === 'halt' || event === 'panic');
  if (last === undefined) return;
  expect(last, `messages up to ${number}`).toMatchObject({
    event: 'halt',
    reason: expect.stringMatching(rightfulHalts),
  });
  node.log.length = 0;
  await node.kill();
  await node.start();
}
