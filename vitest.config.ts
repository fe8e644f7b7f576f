import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Ends what hangs. No test is this slow, on a machine that has ten times as much to do, too. */
const hangMs = 900_000;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    testTimeout: hangMs,
    hookTimeout: hangMs,
    expect: { poll: { timeout: hangMs / 3 } },
    // One more than there are cores: some tests wait for hosts most of the time.
    maxWorkers: availableParallelism() + 1,
    // Files of one worker share what they import: loading it anew for each took most of the time of small ones.
    isolate: false,
  },
});
