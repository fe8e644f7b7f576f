import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    testTimeout: 30_000,
    // One more than there are cores: some tests wait for hosts most of the time.
    maxWorkers: availableParallelism() + 1,
    // Files of one worker share what they import: loading it anew for each took most of the time of small ones.
    isolate: false,
  },
});
