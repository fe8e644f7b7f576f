// How two nodes show each other that they know the cluster secret without sending it: each answers the other's random
// challenge with an HMAC-SHA256 over both challenges and both names. The role is part of it, so that no side's answer
// can be played back to it. It keeps strangers out; it does not hide or seal what is sent afterwards.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { NodeName } from '../../env.ts';

export const challengeBytes = 32;
export const proofBytes = 32;

/** First bytes of a connection: protocol and its version. */
export const greeting = Buffer.from('anvil-node/1');

/** Longest frame before both sides have proven themselves. */
export const maxHandshakeFrameBytes = 512;

/** What both proofs of one connection are about. */
export interface Encounter {
  readonly dialer: NodeName;
  readonly acceptor: NodeName;
  readonly dialerChallenge: Buffer;
  readonly acceptorChallenge: Buffer;
}

export const newChallenge = (): Buffer => randomBytes(challengeBytes);

export function proofOf(secret: string, role: 'dialer' | 'acceptor', encounter: Encounter): Buffer {
  const names = JSON.stringify([greeting.toString(), role, encounter.dialer, encounter.acceptor]);
  return createHmac('sha256', secret)
    .update(encounter.dialerChallenge)
    .update(encounter.acceptorChallenge)
    .update(names)
    .digest();
}

export function provesSecret(
  proof: Buffer,
  secret: string,
  role: 'dialer' | 'acceptor',
  encounter: Encounter,
): boolean {
  return proof.length === proofBytes && timingSafeEqual(proof, proofOf(secret, role, encounter));
}
