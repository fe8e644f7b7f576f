// Where a run's randomness starts. A seed is a number, or a git commit hash: then every commit tests something new
// and anyone can repeat it from the commit alone.

import { randomInt } from 'node:crypto';

/** The greatest seed. */
export const seedMax = 0xffff_ffff;
/** A whole hash, by SHA-1 or SHA-256: it may be of digits alone, as one in a hundred million is. */
const wholeHash = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const shortHash = /^(?=.*[a-f])[0-9a-f]{7,40}$/;
/** `1e10000` is a hash of seven digits as well as a number that somebody wrote: what was meant nobody can tell. */
const exponentForm = /^\d+e\d+$/;

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
 * Reads a seed as a person writes it: a decimal number below 2^32, or a commit hash: a whole one, or 7 hexadecimal digits of it or
 * more with a letter among them, but for `1e10000` and the like. Other digits are a number, also one that is too great.
 * @returns `null` when it is neither.
 */
export function parseSeed(text: string): Seed | null {
  const commit = text.toLowerCase();
  if (wholeHash.test(commit) || (shortHash.test(commit) && !exponentForm.test(commit)))
    return { number: fnv1a(commit), commit };
  if (/^\d{1,39}$/.test(text) && Number(text) <= seedMax) return { number: Number(text), commit: null };
  return null;
}

/** A seed nobody chose. */
export function randomSeed(): Seed {
  return { number: randomInt(seedMax + 1), commit: null };
}

/** `42`, or `2166136261 (commit 0123abc)`. */
export function describeSeed(seed: Seed): string {
  return seed.commit === null ? String(seed.number) : `${seed.number} (commit ${seed.commit})`;
}
