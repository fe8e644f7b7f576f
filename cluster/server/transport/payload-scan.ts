// Looks through the bytes of a message before they are decoded. A few bytes of MessagePack can announce a list of
// billions, and lists in lists without end, for which a decoder makes room at once: here each item has to be there, and
// the depth has a bound. Source: the MessagePack specification, "Formats".

/** Deeper than any message: rows of an outcome of a result lie six deep. */
const depthMax = 16;

/** Whether `bytes` are one value and nothing behind it, whole, no deeper than any message, without extension types. */
export function isWholeValue(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length;
  /** Items still to come at each depth. */
  const open = [1];
  let at = 0;
  while (open.length > 0) {
    const left = open[open.length - 1] as number;
    if (left === 0) {
      open.pop();
      continue;
    }
    open[open.length - 1] = left - 1;
    if (at >= end) return false;
    const head = view.getUint8(at);
    at += 1;
    const items = itemsOf(view, head, at);
    if (items === null) {
      const size = sizeOf(view, head, at);
      if (size === null) return false;
      at += size;
    } else {
      at += items.headerBytes;
      // Each takes a byte at least.
      if (items.count > end - at || open.length > depthMax) return false;
      if (items.count > 0) open.push(items.count);
    }
    if (at > end) return false;
  }
  return at === end;
}

interface Items {
  readonly headerBytes: number;
  readonly count: number;
}

/** Of a list or a map, whose keys count as well; `null` for anything else. */
function itemsOf(view: DataView, head: number, at: number): Items | null {
  if (head >= 0x80 && head <= 0x8f) return { headerBytes: 0, count: 2 * (head & 0x0f) };
  if (head >= 0x90 && head <= 0x9f) return { headerBytes: 0, count: head & 0x0f };
  if (head < 0xdc || head > 0xdf) return null;
  const factor = head >= 0xde ? 2 : 1;
  const headerBytes = head % 2 === 0 ? 2 : 4;
  return { headerBytes, count: factor * announced(view, at, headerBytes) };
}

/** Bytes behind the head of a value that holds no others; `null` where it has a form that no message has. */
function sizeOf(view: DataView, head: number, at: number): number | null {
  if (head <= 0x7f || head >= 0xe0) return 0;
  if (head >= 0xa0 && head <= 0xbf) return head & 0x1f;
  switch (head) {
    case 0xc0:
    case 0xc2:
    case 0xc3:
      return 0;
    case 0xc4:
    case 0xd9:
      return 1 + announced(view, at, 1);
    case 0xc5:
    case 0xda:
      return 2 + announced(view, at, 2);
    case 0xc6:
    case 0xdb:
      return 4 + announced(view, at, 4);
    case 0xcc:
    case 0xd0:
      return 1;
    case 0xcd:
    case 0xd1:
      return 2;
    case 0xca:
    case 0xce:
    case 0xd2:
      return 4;
    case 0xcb:
    case 0xcf:
    case 0xd3:
      return 8;
    default:
      return null;
  }
}

/** The number in the next bytes; too large for any frame where they are not all there. */
function announced(view: DataView, at: number, sizeBytes: 1 | 2 | 4): number {
  if (at + sizeBytes > view.byteLength) return Infinity;
  if (sizeBytes === 1) return view.getUint8(at);
  return sizeBytes === 2 ? view.getUint16(at) : view.getUint32(at);
}
