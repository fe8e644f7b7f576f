// What each peer speaks and reads. A node says hello when it starts, and again to whoever seems not to have heard: a peer
// whose message is in another version than agreed has forgotten, or runs another build now. Messages to a peer that has not
// answered go in the oldest version. With whom there is nothing in common, nothing else is exchanged, and both sides say so.

import type { Env, NodeName } from './env.ts';
import type { HelloMessage, NodeMessage, WireMessage } from './messages.ts';
import {
  diskFormats,
  firstFormat,
  includes,
  newestCommon,
  rangeInWords,
  refusalOf,
  type VersionRange,
  wireVersions,
} from './versions.ts';
import { fromWire, toWire, versionOf } from './wire.ts';

/** How this node and a peer get on. */
export interface PeerVersions {
  /** Version of the wire they talk in; `null` while they do not. */
  readonly wire: number | null;
  /** Disk formats the peer reads; `null` while it has not said. */
  readonly disk: VersionRange | null;
  /** Why nothing is exchanged with it; empty otherwise. */
  readonly refusal: string;
}

export interface Peering {
  send(to: NodeName, message: NodeMessage): void;
  /** Begins to receive, and says hello to every peer. */
  start(receive: (from: NodeName, message: NodeMessage) => void): void;
  versionsOf(): Readonly<Record<NodeName, PeerVersions>>;
  /** The newest disk format that every member reads; the first one while a peer has not said. */
  commonDiskFormat(): number;
  /** Calls back whenever a peer has said what it speaks. */
  onHello(listener: () => void): void;
}

interface Peer {
  hello: HelloMessage | null;
  /** Version of the wire to talk in. */
  agreed: number;
  askedMs: number;
  /** The refusal last logged. */
  logged: string;
}

/** Between two questions to the same peer: builds without versions never answer. */
const askIntervalMs = 300;

/** @param active the disk format that the cluster has agreed on, as far as this node knows */
export function createPeering(
  env: Env,
  self: NodeName,
  voters: readonly NodeName[],
  active: () => number,
): Peering {
  const peers = new Map<NodeName, Peer>();
  for (const voter of voters) {
    if (voter !== self)
      peers.set(voter, { hello: null, agreed: wireVersions.oldest, askedMs: -askIntervalMs, logged: '' });
  }
  const listeners: (() => void)[] = [];

  const sayHello = (to: NodeName, asks: boolean): void =>
    env.network.send(to, {
      kind: 'hello',
      wire: wireVersions,
      disk: diskFormats,
      active: active(),
      asks,
    });
  const ask = (name: NodeName, peer: Peer): void => {
    const nowMs = env.clock.monotonicMs();
    if (nowMs - peer.askedMs < askIntervalMs) return;
    peer.askedMs = nowMs;
    sayHello(name, true);
  };
  const reasonToRefuse = (name: NodeName, { hello }: Peer): string => {
    if (hello !== null && newestCommon(wireVersions, hello.wire) === null)
      return `${name} speaks version ${rangeInWords(hello.wire)} of the wire and ${self} speaks ${rangeInWords(wireVersions)}: start one of them with a build that knows a version of the other.`;
    const format = active();
    const disk = hello?.disk ?? (format === firstFormat ? diskFormats : null);
    if (disk === null)
      return `${name} has not said that it reads disk format ${format}, which the cluster writes.`;
    if (!includes(disk, format))
      return `${name} reads disk format ${rangeInWords(disk)} and the cluster writes ${format}: start ${name} with a build that knows it.`;
    return '';
  };
  const refusalTo = (name: NodeName, peer: Peer): string => {
    const reason = reasonToRefuse(name, peer);
    // Not to have said yet is no fault.
    if (reason !== '' && peer.hello !== null && reason !== peer.logged)
      env.logger.error('peer-version-refused', { peer: name, reason });
    peer.logged = reason;
    return reason;
  };
  const learn = (name: NodeName, peer: Peer, hello: HelloMessage): void => {
    const outdated = refusalOf(hello.active, 'The cluster writes');
    if (outdated !== null) {
      env.halt(outdated);
      return;
    }
    peer.hello = hello;
    peer.agreed = newestCommon(wireVersions, hello.wire) ?? wireVersions.oldest;
    refusalTo(name, peer);
    if (hello.asks) sayHello(name, false);
    for (const listener of listeners) listener();
  };
  /** The message, when the peer may be listened to. */
  const admit = (name: NodeName, peer: Peer, message: Exclude<WireMessage, HelloMessage>) => {
    const version = versionOf(message);
    if (version !== peer.agreed) {
      // It talks as somebody who does not know this node: whatever it said before is void.
      peer.hello = null;
      peer.agreed = wireVersions.oldest;
    }
    const readable = includes(wireVersions, version) && refusalTo(name, peer) === '';
    if (peer.hello === null || !readable) ask(name, peer);
    return readable ? fromWire(message) : null;
  };

  return {
    send: (to, message) => {
      const peer = peers.get(to);
      if (peer === undefined) return;
      const refused = refusalTo(to, peer) !== '';
      // Hellos get lost too: with nothing else exchanged, this alone brings the two together again.
      if (refused || peer.hello === null) ask(to, peer);
      if (!refused) env.network.send(to, toWire(peer.agreed, message));
    },
    start: (receive) => {
      env.network.onMessage((from, message) => {
        const peer = peers.get(from);
        if (peer === undefined) {
          if (message.kind !== 'hello') receive(from, fromWire(message));
        } else if (message.kind === 'hello') learn(from, peer, message);
        else {
          const admitted = admit(from, peer, message);
          if (admitted !== null) receive(from, admitted);
        }
      });
      for (const [name, peer] of peers) ask(name, peer);
    },
    versionsOf: () =>
      Object.fromEntries(
        [...peers].map(([name, peer]) => {
          const refusal = reasonToRefuse(name, peer);
          return [
            name,
            { wire: refusal === '' ? peer.agreed : null, disk: peer.hello?.disk ?? null, refusal },
          ];
        }),
      ),
    commonDiskFormat: () => {
      let common = diskFormats.newest;
      for (const { hello } of peers.values())
        common = Math.min(common, hello === null ? firstFormat : hello.disk.newest);
      return common;
    },
    onHello: (listener) => {
      listeners.push(listener);
    },
  };
}
