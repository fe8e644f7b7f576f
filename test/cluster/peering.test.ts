// What two nodes tell each other of their versions, and what becomes of a peer with which there is nothing in common.

import { describe, expect, test } from 'vitest';
import type { Env } from '../../cluster/env.ts';
import type { HelloMessage, NodeMessage, WireMessage } from '../../cluster/messages.ts';
import { createPeering } from '../../cluster/peering.ts';
import { includes, newestCommon, rangeInWords, refusalOf } from '../../cluster/versions.ts';

const preVote: NodeMessage = { kind: 'pre-vote', ballot: 16, last: { ballot: 0, logId: 0 } };
const newer: WireMessage = { kind: 'versioned', version: 2, body: preVote };

function hello(part: Partial<HelloMessage> = {}): HelloMessage {
  const range = { oldest: 1, newest: 1 };
  return { kind: 'hello', wire: range, disk: range, active: 1, asks: false, ...part };
}

/** Node n1 among n1, n2, n3, with everything it sends, logs and hands on written down. */
function openNode(active = 1) {
  const sent: { readonly to: string; readonly message: WireMessage }[] = [];
  const delivered: NodeMessage[] = [];
  const logged: string[] = [];
  const halts: string[] = [];
  const state: { nowMs: number; receive: (from: string, message: WireMessage) => void } = {
    nowMs: 0,
    receive: () => undefined,
  };
  const env = {
    clock: { monotonicMs: () => state.nowMs },
    network: {
      send: (to: string, message: WireMessage) => void sent.push({ to, message }),
      onMessage: (receive: typeof state.receive) => void (state.receive = receive),
    },
    logger: { error: (_event: string, { reason }: { reason: string }) => void logged.push(reason) },
    halt: (reason: string) => void halts.push(reason),
  } as unknown as Env;
  const peering = createPeering(env, 'n1', ['n1', 'n2', 'n3'], () => active);
  peering.start((_from, message) => void delivered.push(message));
  const kinds = (to: string): string[] =>
    sent.filter((one) => one.to === to).map(({ message }) => message.kind);
  return {
    peering,
    sent,
    delivered,
    logged,
    halts,
    kinds,
    receive: (message: WireMessage) => state.receive('n2', message),
    pass: (durationMs: number) => void (state.nowMs += durationMs),
  };
}

describe('ranges', () => {
  test('the newest common version is the lower of the two ends, where the ranges meet', () => {
    expect(newestCommon({ oldest: 1, newest: 2 }, { oldest: 1, newest: 3 })).toBe(2);
    expect(newestCommon({ oldest: 2, newest: 4 }, { oldest: 1, newest: 2 })).toBe(2);
    expect(newestCommon({ oldest: 1, newest: 1 }, { oldest: 2, newest: 3 })).toBeNull();
  });

  test('a format outside of the range is refused in one sentence, one inside is not', () => {
    expect(refusalOf(1, 'The cluster writes')).toBeNull();
    expect(refusalOf(2, 'The cluster writes')).toBe(
      'The cluster writes format 2, but this build reads format 1: start a build that knows format 2.',
    );
    expect(includes({ oldest: 2, newest: 3 }, 1)).toBe(false);
    expect(rangeInWords({ oldest: 1, newest: 3 })).toBe('1 to 3');
  });
});

describe('a peer', () => {
  test('is greeted at the start, answered when it asks, and spoken to in what both know', () => {
    const node = openNode();
    expect(node.kinds('n2')).toEqual(['hello']);
    node.receive(hello({ wire: { oldest: 1, newest: 3 }, disk: { oldest: 1, newest: 2 }, asks: true }));
    expect(node.kinds('n2')).toEqual(['hello', 'hello']);
    node.peering.send('n2', preVote);
    expect(node.sent.at(-1)?.message).toBe(preVote);
    expect(node.peering.versionsOf()['n2']).toEqual({
      wire: 1,
      disk: { oldest: 1, newest: 2 },
      refusal: '',
    });
  });

  test('that never answers, as builds without versions, is listened to and asked again now and then', () => {
    const node = openNode();
    for (let turn = 0; turn < 10; turn += 1) {
      node.pass(100);
      node.receive(preVote);
    }
    expect(node.delivered).toHaveLength(10);
    expect(node.kinds('n2')).toHaveLength(4);
  });

  test('that talks in an unknown version is not listened to, but told what is spoken here', () => {
    const node = openNode();
    node.pass(1000);
    node.receive(newer);
    expect(node.delivered).toEqual([]);
    expect(node.kinds('n2')).toEqual(['hello', 'hello']);
  });

  test('without a common version is refused: said once, shown in the status, nothing sent', () => {
    const node = openNode();
    node.receive(hello({ wire: { oldest: 2, newest: 3 } }));
    node.receive(preVote);
    node.peering.send('n2', preVote);
    expect(node.delivered).toEqual([]);
    expect(node.kinds('n2')).not.toContain('pre-vote');
    const sentence =
      'n2 speaks version 2 to 3 of the wire and n1 speaks 1: start one of them with a build that knows a version of the other.';
    expect(node.logged).toEqual([sentence]);
    expect(node.peering.versionsOf()['n2']).toMatchObject({ wire: null, refusal: sentence });
    node.receive(hello());
    node.receive(preVote);
    expect(node.delivered).toHaveLength(1);
  });

  test('that does not read what the cluster writes is refused, said so or not', () => {
    const node = openNode(2);
    node.receive(preVote);
    expect(node.delivered).toEqual([]);
    node.receive(hello());
    node.receive(preVote);
    expect(node.delivered).toEqual([]);
    expect(node.logged.at(-1)).toBe(
      'n2 reads disk format 1 and the cluster writes 2: start n2 with a build that knows it.',
    );
    node.receive(hello({ disk: { oldest: 1, newest: 2 } }));
    node.receive(preVote);
    expect(node.delivered).toHaveLength(1);
  });

  test('that has not said what the cluster needs to know is asked whenever there is something to send', () => {
    const node = openNode(2);
    for (let turn = 0; turn < 10; turn += 1) {
      node.pass(100);
      node.peering.send('n2', preVote);
    }
    expect(node.kinds('n2')).toEqual(['hello', 'hello', 'hello', 'hello']);
    expect(node.logged).toEqual([]);
    node.receive(hello({ disk: { oldest: 1, newest: 2 } }));
    node.peering.send('n2', preVote);
    expect(node.kinds('n2').at(-1)).toBe('pre-vote');
  });

  test('of a cluster that writes a newer format halts this node with a sentence', () => {
    const node = openNode();
    node.receive(hello({ active: 1 }));
    expect(node.halts).toEqual([]);
    node.receive(hello({ active: 2, disk: { oldest: 1, newest: 2 } }));
    expect(node.halts).toEqual([refusalOf(2, 'The cluster writes')]);
  });
});
