import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    testTimeout: 30_000,
    fileParallelism: true,
    // Files of one worker share what they import: loading it anew for each took most of the time of small ones.
    isolate: false,
  },
});
