// Treats the packets that arrive at this host as a bad network would have: the kernel hands each of a shaped link to this
// process (NFQUEUE) and waits for its verdict. Delay is a late verdict, loss a verdict to drop; a repeated packet is sent again
// through a raw socket; a corrupted one goes on with a bit wrong, and fails its checksum.

import { read, writeSync } from 'node:fs';
import type { LinkShape } from '../../world.ts';
import {
  bindMessages,
  copyMessage,
  parseMessages,
  type QueuedPacket,
  verdictMessage,
  verdicts,
} from './netlink.ts';
import { sourceOf, withChecksum, withWrongBit } from './packet.ts';
import { createLinkFates, type LinkFates } from './packet-fate.ts';
import type { PacketCounts } from './protocol.ts';
import { createTimedList } from './timed-list.ts';

const maximumPackets = 16_384;
/** Enough for the addresses; whole packets are copied only where they are to be repeated or corrupted. */
const headerCopyBytes = 64;
const wholeCopyBytes = 0xffff;
const readBytes = 1 << 17;

export interface PacketQueue {
  /** Resolves when the queue is ours. @throws {Error} when the kernel refuses. */
  readonly ready: Promise<void>;
  /** In place of all earlier shapes, by the address that packets come from. Packets held for links without one go on at once. */
  shape(shapes: Readonly<Record<string, LinkShape>>): void;
  /** Packets treated so far, by the address they came from. */
  counts(): Readonly<Record<string, PacketCounts>>;
}

interface Held {
  readonly packet: QueuedPacket;
  readonly source: string;
  readonly repeated: boolean;
  readonly corrupted: boolean;
}

/**
 * @param netlink descriptor of a netlink socket of netfilter
 * @param raw descriptor of a raw socket that sends whole packets to this host
 */
export function createPacketQueue(queue: number, netlink: number, raw: number): PacketQueue {
  let fates = new Map<string, { readonly shape: string; readonly fates: LinkFates }>();
  const counts = new Map<string, Record<keyof PacketCounts, number>>();
  const countsOf = (source: string): Record<keyof PacketCounts, number> => {
    const known = counts.get(source) ?? { seen: 0, lost: 0, repeated: 0, corrupted: 0, failed: 0 };
    counts.set(source, known);
    return known;
  };
  let copiedBytes = headerCopyBytes;

  const send = (source: string, descriptor: number, bytes: Buffer): void => {
    try {
      writeSync(descriptor, bytes);
    } catch {
      // A packet less: what the network is here to do. Counted, since nothing else would tell.
      countsOf(source).failed += 1;
    }
  };
  const decide = (source: string, id: number, verdict: number, payload?: Buffer): void =>
    send(source, netlink, verdictMessage(queue, id, verdict, payload));

  const release = ({ packet, source, repeated, corrupted }: Held): void => {
    const { id, payload } = packet;
    const whole = payload.length >= 20 && payload.readUInt16BE(2) === payload.length;
    if (corrupted && whole) {
      countsOf(source).corrupted += 1;
      decide(source, id, verdicts.accept, withWrongBit(payload, Math.random()));
    } else decide(source, id, verdicts.accept);
    if (!repeated || !whole) return;
    countsOf(source).repeated += 1;
    send(source, raw, withChecksum(payload));
  };
  const held = createTimedList<Held>(release);

  const treat = (packet: QueuedPacket): void => {
    const source = sourceOf(packet.payload);
    const fate = fates.get(source)?.fates.fateOf(performance.now(), lengthOf(packet.payload));
    const count = countsOf(source);
    if (fate === undefined) return decide(source, packet.id, verdicts.accept);
    count.seen += 1;
    if (fate.releaseMs === null) {
      count.lost += 1;
      return decide(source, packet.id, verdicts.drop);
    }
    // The buffer of the read is used again.
    const kept = { id: packet.id, payload: Buffer.from(packet.payload) };
    held.add(fate.releaseMs, { packet: kept, source, repeated: fate.repeated, corrupted: fate.corrupted });
  };

  const ready = new Promise<void>((resolve, reject) => {
    const buffer = Buffer.allocUnsafe(readBytes);
    const requests = bindMessages(queue, maximumPackets, copiedBytes);
    let answers = 0;
    const receive = (): void => {
      read(netlink, buffer, 0, buffer.length, null, (error, length) => {
        if (error !== null && error.code !== 'ENOBUFS' && error.code !== 'EINTR') {
          reject(new Error(`the packet queue cannot be read: ${error.code}`));
          return;
        }
        for (const message of error === null ? parseMessages(buffer.subarray(0, length)) : []) {
          if (message.kind === 'packet') treat(message.packet);
          else if (message.error !== 0 && answers < requests.length)
            reject(new Error(`the kernel refuses a packet queue: error ${-message.error}`));
          else {
            answers += 1;
            if (answers === requests.length) resolve();
          }
        }
        receive();
      });
    };
    receive();
    for (const request of requests) writeSync(netlink, request);
  });

  return {
    ready,
    shape(shapes) {
      const before = fates;
      fates = new Map();
      for (const [source, wanted] of Object.entries(shapes)) {
        const shape = JSON.stringify(wanted);
        const same = before.get(source);
        fates.set(source, same?.shape === shape ? same : { shape, fates: createLinkFates(wanted) });
      }
      const needed = Object.values(shapes).some(copiesWhole) ? wholeCopyBytes : headerCopyBytes;
      if (needed !== copiedBytes) writeSync(netlink, copyMessage(queue, needed));
      copiedBytes = needed;
      for (const packet of held.take(({ source }) => !fates.has(source))) release(packet);
    },
    counts: () => Object.fromEntries(counts),
  };
}

const copiesWhole = ({ duplicatePercent = 0, corruptPercent = 0 }: LinkShape): boolean =>
  duplicatePercent > 0 || corruptPercent > 0;

/** Length of the packet as its IP header tells, however much of it was copied. */
const lengthOf = (payload: Buffer): number => (payload.length >= 4 ? payload.readUInt16BE(2) : 0);
