// The bytes of the kernel's packet queues (netlink, NFNL_SUBSYS_QUEUE): binding a queue, packets from it, verdicts to it.
// Headers are in the machine's byte order, attributes of netfilter in network order (linux/netfilter/nfnetlink_queue.h).

const queueSubsystem = 3;
const messageTypes = { packet: 0, verdict: 1, configuration: 2, error: 2 } as const;
const configuration = { command: 1, parameters: 2, maximumLength: 3, mask: 4, flags: 5 } as const;
const packetAttributes = { header: 1, verdictHeader: 2, payload: 10 } as const;
/** Full queues let packets pass; large segments come whole instead of being cut up first. */
const queueFlags = { failOpen: 1, segmentsWhole: 4 } as const;
const requestFlag = 1;
const acknowledgeFlag = 4;
const headerBytes = 20;
const bindCommand = 1;
const copyPacket = 2;

/** What the kernel does with a packet. */
export const verdicts = { drop: 0, accept: 1 } as const;

export interface QueuedPacket {
  readonly id: number;
  /** From the IP header on; as much of it as the queue copies. */
  readonly payload: Buffer;
}

export type QueueMessage =
  | { readonly kind: 'packet'; readonly packet: QueuedPacket }
  /** Answer to a message of ours: 0, or a negative error number. */
  | { readonly kind: 'answer'; readonly error: number };

const aligned = (bytes: number): number => (bytes + 3) & ~3;

function attribute(type: number, content: Buffer): Buffer {
  const bytes = Buffer.alloc(aligned(4 + content.length));
  bytes.writeUInt16LE(4 + content.length, 0);
  bytes.writeUInt16LE(type, 2);
  content.copy(bytes, 4);
  return bytes;
}

function message(type: number, queue: number, flags: number, attributes: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(headerBytes);
  const body = Buffer.concat(attributes);
  header.writeUInt32LE(headerBytes + body.length, 0);
  header.writeUInt16LE((queueSubsystem << 8) | type, 4);
  header.writeUInt16LE(requestFlag | flags, 6);
  header.writeUInt16BE(queue, 18);
  return Buffer.concat([header, body]);
}

function networkOrder(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Messages that make a queue ours, each to be sent alone and answered once. */
export function bindMessages(queue: number, maximumPackets: number, copiedBytes: number): readonly Buffer[] {
  const flags = networkOrder(queueFlags.failOpen | queueFlags.segmentsWhole);
  const configure = (attributes: readonly Buffer[]): Buffer =>
    message(messageTypes.configuration, queue, acknowledgeFlag, attributes);
  return [
    configure([attribute(configuration.command, Buffer.from([bindCommand, 0, 0, 0]))]),
    copyMessage(queue, copiedBytes),
    configure([attribute(configuration.maximumLength, networkOrder(maximumPackets))]),
    configure([attribute(configuration.flags, flags), attribute(configuration.mask, flags)]),
  ];
}

/** How many bytes of each packet the kernel is to copy from now on. */
export function copyMessage(queue: number, copiedBytes: number): Buffer {
  const parameters = Buffer.concat([networkOrder(copiedBytes), Buffer.from([copyPacket])]);
  const attributes = [attribute(configuration.parameters, parameters)];
  return message(messageTypes.configuration, queue, acknowledgeFlag, attributes);
}

/** @param payload in place of the packet's own, from the IP header on. */
export function verdictMessage(queue: number, id: number, verdict: number, payload?: Buffer): Buffer {
  const header = attribute(
    packetAttributes.verdictHeader,
    Buffer.concat([networkOrder(verdict), networkOrder(id)]),
  );
  const attributes =
    payload === undefined ? [header] : [header, attribute(packetAttributes.payload, payload)];
  return message(messageTypes.verdict, queue, 0, attributes);
}

/** The messages in what one read of the socket gave; what is neither packet nor answer is left out. */
export function parseMessages(bytes: Buffer): readonly QueueMessage[] {
  const messages: QueueMessage[] = [];
  for (let at = 0; at + 16 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    if (length < 16 || at + length > bytes.length) break;
    const type = bytes.readUInt16LE(at + 4);
    const body = bytes.subarray(at, at + length);
    if (type === messageTypes.error) messages.push({ kind: 'answer', error: body.readInt32LE(16) });
    else if (type === ((queueSubsystem << 8) | messageTypes.packet)) {
      const packet = parsePacket(body);
      if (packet !== null) messages.push({ kind: 'packet', packet });
    }
    at += aligned(length);
  }
  return messages;
}

function parsePacket(body: Buffer): QueuedPacket | null {
  let id: number | null = null;
  let payload: Buffer = Buffer.alloc(0);
  for (let at = headerBytes; at + 4 <= body.length; ) {
    const length = body.readUInt16LE(at);
    if (length < 4 || at + length > body.length) break;
    const type = body.readUInt16LE(at + 2) & 0x3fff;
    const content = body.subarray(at + 4, at + length);
    if (type === packetAttributes.header) id = content.readUInt32BE(0);
    else if (type === packetAttributes.payload) payload = content;
    at += aligned(length);
  }
  return id === null ? null : { id, payload };
}
