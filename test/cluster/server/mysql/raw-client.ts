// A client that sends exactly the bytes a test gives it.

import { connect } from 'node:net';
import { packetReader } from '../../../../cluster/server/mysql/packet-reader.ts';
import { Capability } from '../../../../cluster/server/mysql/protocol.ts';

/** Sends bytes, half-closes, and resolves with all that came back once the server has closed too. */
export function exchangeWith(port: number, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(received)));
    socket.end(bytes);
  });
}

/** One packet. */
export const framed = (payload: Uint8Array, sequence: number): Buffer =>
  Buffer.concat([Buffer.from([payload.length & 255, payload.length >> 8, 0, sequence]), payload]);

/** A login of root without password, as a client of today's would send it. */
export function login(plugin = 'mysql_native_password'): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(
    Capability.protocol41 | Capability.secureConnection | Capability.pluginAuthentication,
    0,
  );
  return framed(Buffer.concat([head, Buffer.from(`root\0\0${plugin}\0`)]), 1);
}

/** Payloads of the packets in what the server sent. */
export function packetsIn(bytes: Buffer): Buffer[] {
  const reader = packetReader(1 << 24);
  reader.append(bytes);
  const packets: Buffer[] = [];
  for (let packet = reader.next(); packet.kind === 'packet'; packet = reader.next())
    packets.push(packet.payload);
  return packets;
}
