// The open /dev/fuse of a mount: one request at a time comes in, answers go out in any order.

import { read, writevSync } from 'node:fs';
import { encodeHeader, largestTransferBytes } from './fuse-replies.ts';
import { decodeRequest, type FuseRequest } from './fuse-requests.ts';

export interface FuseDevice {
  /** Answers a request. An answer to one that the kernel has given up is dropped. */
  reply(unique: number, errno: number, body?: Buffer): void;
}

/** Room for the longest write with its headers; the kernel refuses a shorter read. */
const messageBytes = largestTransferBytes + 4096;

/**
 * Reads requests from `descriptor` until the file system is unmounted.
 * @param onRequest called before the next request is read, so that the order is the kernel's; must not keep what it is given
 * @param onEnd called once, with a sentence, when the mount is gone
 */
export function serveFuseDevice(
  descriptor: number,
  onRequest: (request: FuseRequest) => void,
  onEnd: (reason: string) => void,
): FuseDevice {
  const buffer = Buffer.allocUnsafeSlow(messageBytes);
  const next = (): void => {
    read(descriptor, buffer, 0, buffer.length, null, (error, length) => {
      // ENOENT: the request was interrupted before it could be read.
      if (error !== null && !['EINTR', 'EAGAIN', 'ENOENT'].includes(error.code ?? '')) {
        onEnd(error.code === 'ENODEV' ? 'it was unmounted' : error.message);
        return;
      }
      if (error === null) onRequest(decodeRequest(buffer.subarray(0, length)));
      next();
    });
  };
  next();
  return {
    reply(unique, errno, body) {
      const sent = errno === 0 ? (body ?? Buffer.alloc(0)) : Buffer.alloc(0);
      try {
        writevSync(descriptor, [encodeHeader(unique, errno, sent.length), sent]);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'ENOENT' && code !== 'ENODEV') throw error;
      }
    },
  };
}
