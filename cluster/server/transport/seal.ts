// Seals what two nodes say to each other once both have proven themselves: AES-256-GCM (NIST SP 800-38D) under keys that
// come from the cluster secret and both challenges (HKDF, RFC 5869), one key for each direction, and the number of the
// frame as nonce. A frame that somebody else made, changed, repeated, left out, moved or sent back does not open.

import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { frame } from './frames.ts';
import { type Encounter, greeting, type Side } from './proof.ts';

/** What a seal adds to a payload. */
export const sealBytes = 16;

const cipher = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const options = { authTagLength: sealBytes } as const;

export interface SealedChannel {
  /** The next frame to the other side. */
  seal(payload: Uint8Array): Buffer;
  /** What is in the next frame of the other side; `null` where it is not the one that was to come. */
  open(sealed: Uint8Array): Buffer | null;
}

/** @param side which of the two this node is */
export function sealedChannel(secret: string, side: Side, encounter: Encounter): SealedChannel {
  const nextOut = nonces();
  const nextIn = nonces();
  const outgoing = keyOf(secret, side, encounter);
  const incoming = keyOf(secret, side === 'dialer' ? 'acceptor' : 'dialer', encounter);
  return {
    seal(payload) {
      const sealing = createCipheriv(cipher, outgoing, nextOut(), options);
      const body = sealing.update(payload);
      sealing.final();
      return frame(body, sealing.getAuthTag());
    },
    open(sealed) {
      if (sealed.length < sealBytes) return null;
      const end = sealed.length - sealBytes;
      const opening = createDecipheriv(cipher, incoming, nextIn(), options);
      opening.setAuthTag(sealed.subarray(end));
      const body = opening.update(sealed.subarray(0, end));
      try {
        opening.final();
      } catch {
        return null;
      }
      return body;
    },
  };
}

/** The key for what `from` sends. */
function keyOf(secret: string, from: Side, encounter: Encounter): KeyObject {
  const { dialer, acceptor, dialerChallenge, acceptorChallenge } = encounter;
  const salt = Buffer.concat([dialerChallenge, acceptorChallenge]);
  const purpose = JSON.stringify([greeting.toString(), 'frames of', from, dialer, acceptor]);
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, salt, purpose, keyBytes)));
}

/** 0, 1, 2 and so on, each once: a key lives no longer than its connection. */
function nonces(): () => Buffer {
  const nonce = Buffer.alloc(nonceBytes);
  let count = -1n;
  return () => {
    count += 1n;
    nonce.writeBigUInt64BE(count, nonceBytes - 8);
    return nonce;
  };
}
