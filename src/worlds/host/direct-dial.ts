// Opens a plain TCP connection within a time.

import { connect, type Socket } from 'node:net';

/** @throws {Error} when nothing accepts within `timeoutMs`. */
export function dialDirectly(host: string, port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(new Error(`no connection within ${Math.round(timeoutMs)} ms`)),
      timeoutMs,
    );
    socket.on('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve(socket);
    });
  });
}
