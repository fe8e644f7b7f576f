// A peer made by hand, to say what no node says: it knows the secret, and sends whatever bytes it is given.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { frame, frameReader } from '../../../../cluster/server/transport/frames.ts';
import {
  challengeBytes,
  greeting,
  newChallenge,
  proofOf,
} from '../../../../cluster/server/transport/proof.ts';
import { type SealedChannel, sealedChannel } from '../../../../cluster/server/transport/seal.ts';

export interface RawPeer {
  readonly socket: Socket;
  readonly channel: SealedChannel;
  /** Sends one payload, sealed. */
  send(payload: Uint8Array): void;
  /** Resolves when the other side has closed the connection. */
  readonly closed: Promise<unknown>;
}

/** Connects to `port` on loopback as `dialer` and proves that it knows the secret. Rejects when it is refused. */
export async function rawPeer(
  port: number,
  dialer: string,
  acceptor: string,
  secret: string,
): Promise<RawPeer> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => socket.destroy());
  const closed = once(socket, 'close');
  const frames = frameReader(512);
  const nextFrame = async (): Promise<Buffer> => {
    for (;;) {
      const payload = frames.next();
      if (payload !== null) return payload;
      const chunk = await Promise.race([once(socket, 'data'), closed.then(() => null)]);
      if (chunk === null) throw new Error('the connection was closed in the handshake');
      frames.append(chunk[0] as Buffer);
    }
  };
  const welcome = await nextFrame();
  const acceptorChallenge = welcome.subarray(greeting.length, greeting.length + challengeBytes);
  const encounter = { dialer, acceptor, dialerChallenge: newChallenge(), acceptorChallenge };
  const proof = proofOf(secret, 'dialer', encounter);
  socket.write(frame(encounter.dialerChallenge, proof, Buffer.from(dialer)));
  await nextFrame();
  const channel = sealedChannel(secret, 'dialer', encounter);
  socket.resume();
  return { socket, channel, closed, send: (payload) => void socket.write(channel.seal(frame(payload))) };
}
