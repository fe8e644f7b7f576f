// Messages between nodes as MessagePack. Numbers stay numbers and bigint stays bigint on both sides. Nothing is believed
// of what a peer sent: its bytes are looked through before they are decoded, and what they hold before it is used.

import { Decoder, Encoder } from '@msgpack/msgpack';
import type { WireMessage } from '../../messages.ts';
import { isWireMessage } from './message-shape.ts';
import { isWholeValue } from './payload-scan.ts';

const encoder = new Encoder({ useBigInt64: true, ignoreUndefined: true });
const decoder = new Decoder({ useBigInt64: true });

/** The message as the payload of a frame. */
export function encodeMessage(message: WireMessage): Uint8Array {
  return encoder.encode(message);
}

/** Byte arrays of the message are views of `payload`. @throws {Error} when the bytes are not a message */
export function decodeMessage(payload: Buffer): WireMessage {
  const bytes = new Uint8Array(payload.buffer, payload.byteOffset, payload.length);
  if (!isWholeValue(bytes)) throw new Error('a frame holds no whole value');
  const message: unknown = decoder.decode(bytes);
  if (!isWireMessage(message)) throw new Error('a frame holds no message');
  return message;
}
