// Waiting with a bound, on the world's clock.

import type { WorldClock } from '../worlds/world.ts';

/** Something did not answer in time. */
export class TimeoutError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TimeoutError';
  }
}

/**
 * The result of the work, or a rejection once `timeoutMs` has passed; the work itself goes on unwatched then.
 * @throws {TimeoutError} when the time runs out
 */
export function within<T>(
  clock: WorldClock,
  timeoutMs: number,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () =>
      reject(new TimeoutError(`${what} did not answer within ${timeoutMs} ms`)),
    );
    work().finally(cancel).then(resolve, reject);
  });
}
