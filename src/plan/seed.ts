// Where a run's randomness starts. A seed is a number, or a git commit hash: then every commit tests something new
// and anyone can repeat it from the commit alone.

import { randomInt } from 'node:crypto';

const maximumSeed = 0xffff_ffff;

export interface Seed {
  /** Unsigned 32-bit. */
  readonly number: number;
  /** The commit hash the number was made from; `null` for a plain number. */
  readonly commit: string | null;
}

/** FNV-1a over the characters of a text, 32 bit (Fowler, Noll, Vo; RFC 9923). */
function fnv1a(text: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193);
  }
  return hash >>> 0;
}

/**
 * Reads a seed as a person writes it: a decimal number below 2^32, or 7 to 64 hexadecimal digits of a commit hash.
 * Digits that could be either are a number.
 * @returns `null` when it is neither.
 */
export function parseSeed(text: string): Seed | null {
  if (/^\d{1,10}$/.test(text) && Number(text) <= maximumSeed) return { number: Number(text), commit: null };
  if (!/^[0-9a-f]{7,64}$/i.test(text)) return null;
  const commit = text.toLowerCase();
  return { number: fnv1a(commit), commit };
}

/** A seed nobody chose. */
export function randomSeed(): Seed {
  return { number: randomInt(maximumSeed + 1), commit: null };
}

/** `42`, or `2166136261 (commit 0123abc)`. */
export function describeSeed(seed: Seed): string {
  return seed.commit === null ? String(seed.number) : `${seed.number} (commit ${seed.commit})`;
}
