// Reads the wall clock as the database sees it: a small program started under the same preload, asked for the time and
// compared with the true time before and after its answer.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Prints the time in seconds for every line it is given. Perl is part of every system that hosts are made of. */
const program = 'use Time::HiRes; $| = 1; while (<STDIN>) { printf "%.6f\\n", Time::HiRes::time() }';
/** Readings end with the first that took so little time that its error does not matter. */
const mostReadings = 20;
const promptMs = 0.4;
const answerTimeoutMs = 5000;
/** Above this, the machine's clock and its monotonic one have moved apart since they were last compared. */
const coarseMs = 1.5;

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
  const trueTime = createTrueTime();
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

/** The machine's wall clock in ms, finer than `Date.now()`. */
function createTrueTime(): () => number {
  let originMs = Date.now() - performance.now();
  return () => {
    const fineMs = originMs + performance.now();
    const errorMs = Date.now() - fineMs;
    if (Math.abs(errorMs) < coarseMs) return fineMs;
    originMs += errorMs;
    return fineMs + errorMs;
  };
}
