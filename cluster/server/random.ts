// Random integers for a real node: sfc32 ("Small Fast Chaotic", Chris Doty-Humphrey, PractRand), seeded by the
// operating system. For jitter and request ids, not for secrets.

import { createHash, randomBytes } from 'node:crypto';
import type { Random } from '../env.ts';

const twoTo32 = 2 ** 32;
const warmUpRounds = 12;

/** A stream from a seed of 16 bytes. */
function stream(seed: Buffer): Random {
  let a = seed.readUInt32LE(0);
  let b = seed.readUInt32LE(4);
  let c = seed.readUInt32LE(8);
  let counter = seed.readUInt32LE(12);

  function nextUint32(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
  for (let round = 0; round < warmUpRounds; round++) nextUint32();

  return {
    below(bound) {
      if (!(bound >= 1)) throw new RangeError(`no whole number lies below ${bound}`);
      if (bound <= twoTo32) return Math.floor((nextUint32() / twoTo32) * bound);
      const high = nextUint32() >>> 11;
      return (high * twoTo32 + nextUint32()) % bound;
    },
    fork: (name) => stream(createHash('sha256').update(seed).update(name).digest().subarray(0, 16)),
  };
}

export function machineRandom(): Random {
  return stream(randomBytes(16));
}
