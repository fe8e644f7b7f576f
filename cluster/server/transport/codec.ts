// Messages between nodes as MessagePack. Numbers stay numbers and bigint stays bigint on both sides.

import { Decoder, Encoder } from '@msgpack/msgpack';
import type { WireMessage } from '../../messages.ts';
import { frame } from './frames.ts';

const encoder = new Encoder({ useBigInt64: true, ignoreUndefined: true });
const decoder = new Decoder({ useBigInt64: true });

/** The message as a whole frame. */
export function encodeMessage(message: WireMessage): Buffer {
  return frame(encoder.encodeSharedRef(message));
}

/** Byte arrays of the message are views of `payload`. Throws when the bytes are not a message. */
export function decodeMessage(payload: Buffer): WireMessage {
  const bytes = new Uint8Array(payload.buffer, payload.byteOffset, payload.length);
  const message = decoder.decode(bytes);
  if (typeof message !== 'object' || message === null || !('kind' in message))
    throw new Error('a frame holds no message');
  return message as WireMessage;
}
