// Reads the wall clock as the database sees it: a small program started under the same preload, asked for the time and
// compared with the true time before and after its answer.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Prints the time in seconds for every line it is given. Perl is part of every system that hosts are made of. */
const program = 'use Time::HiRes; $| = 1; while (<STDIN>) { printf "%.6f\\n", Time::HiRes::time() }';
/** Readings end with the first that took so little time that its error does not matter. */
const mostReadings = 50;
const promptMs = 0.4;
const answerTimeoutMs = 5000;
/** `Date.now()` ticks at least once in this time, and just after a tick it is exact. */
const tickMs = 1.2;

export interface WallProbe {
  /** The host's wall clock minus true time in ms. @throws {Error} when the probe does not answer. */
  offsetMs(): Promise<number>;
  close(): void;
}

export function createWallProbe(environment: Readonly<Record<string, string>>): WallProbe {
  const child = spawn('perl', ['-e', program], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...environment },
  });
  const waiting: ((seconds: number) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(Number(line)));
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);

  const ask = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('the program that reads the clock does not answer; is perl there?')),
        answerTimeoutMs,
      );
      waiting.push((seconds) => {
        clearTimeout(timer);
        resolve(seconds * 1000);
      });
      child.stdin.write('\n');
    });

  return {
    async offsetMs() {
      const trueTime = trueTimeFromNow();
      let best = { tookMs: Number.POSITIVE_INFINITY, offsetMs: 0 };
      for (let reading = 0; reading < mostReadings && best.tookMs > promptMs; reading += 1) {
        const beforeMs = trueTime();
        const shownMs = await ask();
        const afterMs = trueTime();
        const tookMs = afterMs - beforeMs;
        if (tookMs < best.tookMs) best = { tookMs, offsetMs: shownMs - (beforeMs + afterMs) / 2 };
      }
      return best.offsetMs;
    },
    close: () => void child.kill('SIGKILL'),
  };
}

/**
 * The machine's wall clock in ms, finer than `Date.now()`, which cuts off what is below a millisecond: its difference from
 * the monotonic clock is at most the true one, and the largest met around a tick is the true one.
 */
function trueTimeFromNow(): () => number {
  const untilMs = performance.now() + tickMs;
  let originMs = Number.NEGATIVE_INFINITY;
  let monotonicMs: number;
  do {
    const wallMs = Date.now();
    monotonicMs = performance.now();
    originMs = Math.max(originMs, wallMs - monotonicMs);
  } while (monotonicMs < untilMs);
  return () => originMs + performance.now();
}
