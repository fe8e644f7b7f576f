// What a peer that knows the secret can send: nothing but a whole message of a known shape is taken. The connection ends,
// the node does not.

import { encode } from '@msgpack/msgpack';
import { afterEach, describe, expect, test } from 'vitest';
import { encodeMessage } from '../../../../cluster/server/transport/codec.ts';
import { listeningNode, message, secret, type TestNode } from './listening-node.ts';
import { rawPeer } from './raw-peer.ts';

const toClose: (() => void)[] = [];

afterEach(() => {
  for (const close of toClose.splice(0)) close();
});

async function node(self: string, peer: string, peerPort: number): Promise<TestNode> {
  const made = await listeningNode(self, peer, peerPort);
  toClose.push(() => made.close());
  return made;
}

describe('a peer that knows the secret', () => {
  const position = { ballot: 1, logId: 1 };
  const append = {
    kind: 'append',
    ballot: 17,
    round: 1,
    previous: position,
    entries: [],
    committedLogId: 0,
    recovery: null,
  };
  const chunk = {
    kind: 'snapshot-chunk',
    ballot: 17,
    round: 1,
    position,
    offsetBytes: 0,
    totalBytes: 2,
    crc: 0,
    bytes: new Uint8Array(2),
  };
  const hello = {
    kind: 'hello',
    wire: { oldest: 1, newest: 1 },
    disk: { oldest: 1, newest: 1 },
    active: 1,
    asks: false,
  };
  const entry = (logId: number): object => ({ logId, ballot: 1, command: new Uint8Array(1) });
  const bad: readonly (readonly [string, unknown])[] = [
    ['nothing', null],
    ['a number', 5],
    ['a list', [1, 2]],
    ['bytes', new Uint8Array(5)],
    ['an object of no kind', {}],
    ['a kind there is not', { kind: 'append-all' }],
    ['the kind of an inherited name', { kind: 'constructor' }],
    ['a hello and nothing else', { kind: 'hello' }],
    ['a hello without a format', { ...hello, active: undefined }],
    ['a hello that writes what it cannot read', { ...hello, active: 7 }],
    ['a hello with half a range', { ...hello, wire: { oldest: 1 } }],
    ['a hello with a range upside down', { ...hello, wire: { oldest: 3, newest: 1 } }],
    ['a hello with a range of text', { ...hello, disk: { oldest: '1', newest: '1' } }],
    ['a hello with a range of null', { ...hello, disk: null }],
    ['a hello that asks by number', { ...hello, asks: 1 }],
    ['an append without entries', { ...append, entries: null }],
    ['an append of entries that are none', { ...append, entries: [null] }],
    ['an append with a gap', { ...append, entries: [entry(2), entry(4)] }],
    ['an append far ahead', { ...append, entries: [entry(9)] }],
    ['an append whose command is text', { ...append, entries: [{ logId: 2, ballot: 1, command: 'DROP' }] }],
    ['an append with half a ballot', { ...append, ballot: 17.5 }],
    ['an append with a ballot below zero', { ...append, ballot: -1 }],
    ['an append with a ballot beyond all', { ...append, ballot: 2 ** 60 }],
    ['an append after nothing', { ...append, previous: null }],
    ['a piece that is longer than the whole', { ...chunk, totalBytes: 1 }],
    ['a piece behind the end', { ...chunk, offsetBytes: 1 }],
    ['a piece of text', { ...chunk, bytes: 'ab' }],
    ['a statement of no text', { ...message(1), sql: null }],
    ['a statement with a list as parameter', { ...message(1), parameters: [[1]] }],
    ['a statement of another kind', { ...message(1), statement: 'shutdown' }],
    ['a request of no number', { ...message(1), requestId: { client: 'a', sequence: 'b' } }],
    ['a reply without result', { kind: 'statement-reply', id: 1, incarnation: 1, result: null }],
    [
      'a reply of another status',
      { kind: 'statement-reply', id: 1, incarnation: 1, result: { status: 'lost' } },
    ],
    [
      'a reply with rows that are none',
      {
        kind: 'statement-reply',
        id: 1,
        incarnation: 1,
        result: { status: 'done', outcome: { kind: 'rows', columns: [], rows: [5] } },
      },
    ],
    ['a message in version 1 inside an envelope of nothing', { kind: 'versioned', version: 1 }],
    ['a message in an envelope of no version', { kind: 'versioned', version: 0, body: append }],
    [
      'an envelope in an envelope',
      { kind: 'versioned', version: 1, body: { kind: 'versioned', version: 1, body: append } },
    ],
    ['a hello in an envelope', { kind: 'versioned', version: 1, body: hello }],
  ];
  const raw: readonly (readonly [string, Uint8Array])[] = [
    ['no bytes', new Uint8Array(0)],
    ['half a message', encode(append).subarray(0, 20)],
    ['a message and more', Buffer.concat([encode(append), Buffer.from([0xc0])])],
    ['a list of four billion', Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff])],
    ['a map of four billion', Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff])],
    ['a text of four billion', Buffer.from([0xdb, 0xff, 0xff, 0xff, 0xff])],
    ['lists in lists', Buffer.alloc(100_000, 0x91)],
    ['large lists in lists', Buffer.alloc(500_000, Buffer.from([0xdd, 0, 0, 0xff, 0xff]))],
    ['a date', Buffer.from([0xd6, 0xff, 0, 0, 0, 0])],
    ['a byte of no meaning', Buffer.from([0xc1])],
    [
      'a key that is the prototype',
      Buffer.concat([Buffer.from([0x81, 0xa9]), Buffer.from('__proto__'), Buffer.from([0x80])]),
    ],
  ];
  const all = [
    ...raw,
    ...bad.map(([what, value]) => [what, encode(value, { ignoreUndefined: true })] as const),
  ];
  test.each(all)(
    'and sends %s is cut off; the node goes on and takes its next message',
    async (_, payload) => {
      const second = await node('n2', 'n1', 1);
      const first = await rawPeer(second.port, 'n1', 'n2', secret);
      first.send(payload);
      await first.closed;
      expect(second.events).toContain('peer-unreadable');
      expect(second.inbox).toEqual([]);
      expect(second.lines.join()).not.toContain(secret);
      const again = await rawPeer(second.port, 'n1', 'n2', secret);
      again.send(encodeMessage(message(1)));
      await second.until(() => second.inbox.length === 1);
      expect(second.inbox).toEqual([message(1)]);
      again.socket.destroy();
    },
  );

  test('may say more than this build knows', async () => {
    const second = await node('n2', 'n1', 1);
    const first = await rawPeer(second.port, 'n1', 'n2', secret);
    const unknown = { kind: 'versioned', version: 9, body: { kind: 'anything' } };
    for (const value of [{ ...hello, more: 1 }, append, unknown]) first.send(encode(value));
    await second.until(() => second.inbox.length === 3);
    expect(second.inbox[0]).toMatchObject(hello);
    first.socket.destroy();
  });
});
