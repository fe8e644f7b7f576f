// Waiting with a bound, on the world's clock.

import type { WorldClock } from '../worlds/world.ts';

/** Something did not answer in time, or is no longer waited for. */
export class TimeoutError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TimeoutError';
  }
}

/**
 * The result of the work, or a rejection once `timeoutMs` has passed or the signal comes; the work itself goes on
 * unwatched then.
 * @throws {TimeoutError} when it is not waited for any longer
 */
export function within<T>(
  clock: WorldClock,
  timeoutMs: number,
  what: string,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () =>
      giveUp(new TimeoutError(`${what} did not answer within ${timeoutMs} ms`)),
    );
    const onAbort = (): void => giveUp(new TimeoutError(`${what} was interrupted`));
    signal?.addEventListener('abort', onAbort, { once: true });
    const tidy = (): void => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
    };
    function giveUp(error: Error): void {
      tidy();
      reject(error);
    }
    Promise.resolve().then(work).finally(tidy).then(resolve, reject);
  });
}
