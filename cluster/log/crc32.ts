// CRC-32 as in IEEE 802.3 (reflected polynomial EDB88320), eight bytes a step by eight tables ("slicing", Kounavis and
// Berry 2005). It tells a damaged record from a whole one.

/** Eight tables of 256, one behind the other; signed, because all arithmetic here is. */
const table: Int32Array = makeTable();

function makeTable(): Int32Array {
  const all = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    all[byte] = value;
  }
  for (let index = 256; index < all.length; index += 1) {
    const before = all[index - 256] as number;
    all[index] = (before >>> 8) ^ (all[before & 0xff] as number);
  }
  return all;
}

/** CRC-32 of `bytes[from, to)`; pass an earlier result as `seed` to go on where it ended. */
export function crc32(bytes: Uint8Array, from = 0, to: number = bytes.length, seed = 0): number {
  let crc = ~seed;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    crc =
      (table[0x700 | ((crc ^ (bytes[at] as number)) & 0xff)] as number) ^
      (table[0x600 | (((crc >>> 8) ^ (bytes[at + 1] as number)) & 0xff)] as number) ^
      (table[0x500 | (((crc >>> 16) ^ (bytes[at + 2] as number)) & 0xff)] as number) ^
      (table[0x400 | ((crc >>> 24) ^ (bytes[at + 3] as number))] as number) ^
      (table[0x300 | (bytes[at + 4] as number)] as number) ^
      (table[0x200 | (bytes[at + 5] as number)] as number) ^
      (table[0x100 | (bytes[at + 6] as number)] as number) ^
      (table[bytes[at + 7] as number] as number);
  }
  for (; at < to; at += 1) crc = (table[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}
