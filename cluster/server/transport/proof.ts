// How two nodes show each other that they know the cluster secret without sending it: each answers the other's random
// challenge with an HMAC-SHA256 over both challenges and both names. The side is part of it, so that no side's answer
// can be played back to it. What is sent afterwards is sealed under keys of the same encounter, see `seal.ts`.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { NodeName } from '../../env.ts';

export const challengeBytes = 32;
export const proofBytes = 32;

/** First bytes of a connection: protocol and its version. Version 1 sealed nothing. */
export const greeting = Buffer.from('anvil-node/2');

/** How the greeting of any version begins. */
const anyGreeting = /^anvil-node\/(\d{1,9})(?!\d)/;

/** The version of the protocol that a peer greets in; `null` where it is none of this protocol. */
export function greetedVersion(payload: Buffer): number | null {
  const [, version] = anyGreeting.exec(payload.toString('latin1', 0, 32)) ?? [];
  return version === undefined ? null : Number(version);
}

/** Who of the two opened the connection. */
export type Side = 'dialer' | 'acceptor';

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

export function proofOf(secret: string, side: Side, encounter: Encounter): Buffer {
  const names = JSON.stringify([greeting.toString(), side, encounter.dialer, encounter.acceptor]);
  return createHmac('sha256', secret)
    .update(encounter.dialerChallenge)
    .update(encounter.acceptorChallenge)
    .update(names)
    .digest();
}

export function provesSecret(proof: Buffer, secret: string, side: Side, encounter: Encounter): boolean {
  return proof.length === proofBytes && timingSafeEqual(proof, proofOf(secret, side, encounter));
}
