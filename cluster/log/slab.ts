// Memory for many short byte strings: cut one behind the other from a larger piece, because making an array of bytes on
// its own takes longer than filling it. A piece goes when the last string in it does.

const pieceBytes = 64 * 1024;
/** Longer ones are worth an array of their own. */
const longestBytes = 4 * 1024;

/** Gives zeroed memory; nothing is ever given twice. */
export function createSlab(): (lengthBytes: number) => Uint8Array {
  let piece = new Uint8Array(0);
  let used = 0;
  return (lengthBytes) => {
    if (lengthBytes > longestBytes) return new Uint8Array(lengthBytes);
    if (used + lengthBytes > piece.length) {
      piece = new Uint8Array(pieceBytes);
      used = 0;
    }
    used += lengthBytes;
    return piece.subarray(used - lengthBytes, used);
  };
}
