// CRC-32 as in IEEE 802.3 (reflected polynomial EDB88320), four bytes a step by four tables ("slicing", Kounavis and
// Berry 2005). It tells a damaged record from a whole one.

const tables: readonly Uint32Array[] = makeTables();

function makeTables(): readonly Uint32Array[] {
  const first = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    first[byte] = value >>> 0;
  }
  const all = [first];
  for (let index = 1; index < 4; index += 1) {
    const before = all[index - 1] as Uint32Array;
    all.push(before.map((value) => ((value >>> 8) ^ (first[value & 0xff] as number)) >>> 0));
  }
  return all;
}

/** CRC-32 of `bytes[from, to)`; pass an earlier result as `seed` to go on where it ended. */
export function crc32(bytes: Uint8Array, from = 0, to: number = bytes.length, seed = 0): number {
  const [t0, t1, t2, t3] = tables as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  let crc = ~seed;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    crc =
      (t3[crc & 0xff] as number) ^
      (t2[(crc >>> 8) & 0xff] as number) ^
      (t1[(crc >>> 16) & 0xff] as number) ^
      (t0[crc >>> 24] as number);
  }
  for (; at < to; at += 1) crc = (t0[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}
