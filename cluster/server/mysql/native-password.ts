// mysql_native_password: proves that the client knows the password without sending it, against a stored double hash.
// Source: MySQL source documentation, "Native Authentication".

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const challengeBytes = 20;

function sha1(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** What is stored of a password: SHA1(SHA1(password)), 20 bytes. */
export function nativePasswordHash(password: string): Uint8Array {
  return sha1(sha1(Buffer.from(password, 'utf8')));
}

const hashOfNoPassword = Buffer.from(nativePasswordHash(''));

/** 20 fresh random bytes, none of them zero because clients read the challenge as a zero-terminated text. */
export function nativePasswordChallenge(): Buffer {
  const challenge = randomBytes(challengeBytes);
  for (let index = 0; index < challenge.length; index++)
    challenge[index] = 1 + ((challenge[index] ?? 0) % 127);
  return challenge;
}

/**
 * Whether `response` = SHA1(password) XOR SHA1(challenge + storedHash). A client without password sends no response at
 * all. `storedHash` is `null` for an unknown user, who is refused at the same cost.
 */
export function nativePasswordMatches(
  response: Uint8Array,
  challenge: Uint8Array,
  storedHash: Uint8Array | null,
): boolean {
  const stored = storedHash ?? Buffer.alloc(challengeBytes);
  if (response.length === 0)
    return storedHash !== null && (storedHash.length === 0 || hashOfNoPassword.equals(storedHash));
  if (response.length !== challengeBytes || stored.length !== challengeBytes) return false;
  const mask = sha1(challenge, stored);
  const firstHash = mask.map((byte, index) => byte ^ (response[index] ?? 0));
  return timingSafeEqual(sha1(firstHash), stored) && storedHash !== null;
}
