// A hash of bytes (FNV-1a, 32 bits), for tables that find a text without making a string of it.

export const hashSeed = 0x811c9dc5 | 0;
export const hashPrime = 0x01000193;

/** The hash of `bytes[start]` to `bytes[end - 1]`. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = hashSeed;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), hashPrime);
  return hash;
}

/** Spreads the high bits of a hash into the low ones, which choose the slot of a table. */
export function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return mixed ^ (mixed >>> 15);
}
