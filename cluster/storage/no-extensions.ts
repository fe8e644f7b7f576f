// MessagePack without its extension types: nothing that is replicated is a date or an object of a class, and asking so of
// every array and byte string that is encoded takes longer than encoding it.

import type { ExtensionCodecType } from '@msgpack/msgpack';

/** Encodes nothing as an extension; refuses to decode any. */
export const noExtensions: ExtensionCodecType<undefined> = {
  tryToEncode: () => null,
  decode: (_bytes, type) => {
    throw new Error(`The bytes hold an extension of type ${type}, which no command and no snapshot does`);
  },
};
