// Bytes from a socket that wait to be cut into packets. Views of it stay valid for good: bytes are never overwritten,
// room is made by moving what waits into a new buffer.

export interface ByteQueue {
  /** Adds bytes at the end. `chunk` is kept and must not change afterwards. */
  append(chunk: Buffer): void;
  length(): number;
  /** All that waits, as a view. */
  view(): Buffer;
  /** Takes `count` bytes from the front. */
  skip(count: number): void;
}

export function byteQueue(): ByteQueue {
  let storage: Buffer = Buffer.alloc(0);
  let start = 0;
  let end = 0;
  /** False while `storage` is a chunk of the socket's, which has no room of ours behind it. */
  let ownStorage = false;

  /** Grows to twice what waits, so that each byte of a long packet moves only a few times. */
  function reserve(length: number): void {
    if (ownStorage && storage.length - end >= length) return;
    const waiting = end - start;
    const grown = Buffer.allocUnsafe(Math.max(2 * waiting, waiting + length));
    storage.copy(grown, 0, start, end);
    storage = grown;
    ownStorage = true;
    start = 0;
    end = waiting;
  }

  return {
    append(chunk) {
      if (start === end) {
        storage = chunk;
        ownStorage = false;
        start = 0;
        end = chunk.length;
        return;
      }
      reserve(chunk.length);
      chunk.copy(storage, end);
      end += chunk.length;
    },
    length: () => end - start,
    view: () => storage.subarray(start, end),
    skip(count) {
      start += count;
    },
  };
}
