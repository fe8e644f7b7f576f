import { defineConfig } from 'vitest/config';

/** Ends what hangs: whole runs, one after the other, on a machine that has ten times as much to do. */
const hangMs = 1_800_000;

// Whole runs share one machine, so they take turns.
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    testTimeout: hangMs,
    hookTimeout: hangMs,
    expect: { poll: { timeout: hangMs / 6 } },
    fileParallelism: false,
  },
});
