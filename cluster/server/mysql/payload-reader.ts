// A cursor over the payload of one packet. Every read is checked against the end, so that truncated or hostile input
// ends in one `MalformedPacket` and nothing else.

/** The payload does not have the shape that the protocol prescribes. */
export class MalformedPacket extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'MalformedPacket';
  }
}

/** Reads the protocol's basic types in order (MySQL source documentation, "Protocol Basics: Data Types"). */
export interface PayloadReader {
  /** Bytes not yet read. */
  remaining(): number;
  /** Little-endian unsigned integer of 1 to 6 bytes. */
  unsigned(sizeBytes: number): number;
  /** Little-endian signed integer of 1 to 6 bytes. */
  signed(sizeBytes: number): number;
  unsigned64(): bigint;
  signed64(): bigint;
  float(): number;
  double(): number;
  lengthEncodedInteger(): number;
  /** A view of the next `length` bytes, valid only until the connection reads on: copy what is kept. */
  bytes(length: number): Buffer;
  lengthEncodedBytes(): Buffer;
  /** Text up to a zero byte, which is skipped. */
  zeroTerminatedText(): string;
  /** All that is left, as text. */
  restText(): string;
}

/** Opens a cursor at `start` of `payload`. Its methods throw {@link MalformedPacket} beyond the end. */
export function payloadReader(payload: Buffer, start = 0): PayloadReader {
  let position = start;

  const take = (length: number): number => {
    if (length > payload.length - position)
      throw new MalformedPacket(`packet ends ${length - (payload.length - position)} bytes early`);
    const at = position;
    position += length;
    return at;
  };
  const bytes = (length: number): Buffer => {
    const at = take(length);
    return payload.subarray(at, at + length);
  };
  const wholeNumber = (value: bigint): number => {
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new MalformedPacket('length beyond any packet');
    return Number(value);
  };
  const lengthEncodedInteger = (): number => {
    const first = payload.readUInt8(take(1));
    if (first < 0xfb) return first;
    if (first === 0xfc) return payload.readUIntLE(take(2), 2);
    if (first === 0xfd) return payload.readUIntLE(take(3), 3);
    if (first === 0xfe) return wholeNumber(payload.readBigUInt64LE(take(8)));
    throw new MalformedPacket(`byte ${first} does not begin a length`);
  };

  return {
    remaining: () => payload.length - position,
    unsigned: (sizeBytes) => payload.readUIntLE(take(sizeBytes), sizeBytes),
    signed: (sizeBytes) => payload.readIntLE(take(sizeBytes), sizeBytes),
    unsigned64: () => payload.readBigUInt64LE(take(8)),
    signed64: () => payload.readBigInt64LE(take(8)),
    float: () => payload.readFloatLE(take(4)),
    double: () => payload.readDoubleLE(take(8)),
    lengthEncodedInteger,
    bytes,
    lengthEncodedBytes: () => bytes(lengthEncodedInteger()),
    zeroTerminatedText: () => {
      const end = payload.indexOf(0, position);
      if (end < 0) throw new MalformedPacket('text without its final zero byte');
      const text = payload.toString('utf8', position, end);
      position = end + 1;
      return text;
    },
    restText: () => {
      const text = payload.toString('utf8', position);
      position = payload.length;
      return text;
    },
  };
}
