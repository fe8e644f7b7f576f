// The near end of a relay (relay.mjs): a `+` says that the far port has accepted; only then is the stream handed out, so
// that a refused connection is known as such.

import type { Duplex } from 'node:stream';

/**
 * Resolves with `stream` once the relay has reached its port.
 * @throws {Error} when the relay ends first or `timeoutMs` runs out; the stream is then destroyed.
 */
export function awaitRelay(stream: Duplex, timeoutMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null): void => {
      clearTimeout(timer);
      stream.off('readable', read);
      stream.off('end', refuse);
      stream.off('close', refuse);
      if (error === null) {
        stream.off('error', settle);
        resolve(stream);
        return;
      }
      // The listener stays: a late error must not go unheard.
      stream.destroy();
      reject(error);
    };
    const refuse = (): void => settle(new Error('the connection was refused'));
    const read = (): void => {
      const first = stream.read(1) as Buffer | null;
      if (first !== null) settle(null);
    };
    const timer = setTimeout(
      () => settle(new Error(`no connection within ${Math.round(timeoutMs)} ms`)),
      timeoutMs,
    );
    stream.on('readable', read);
    stream.on('end', refuse);
    stream.on('close', refuse);
    stream.on('error', settle);
  });
}
