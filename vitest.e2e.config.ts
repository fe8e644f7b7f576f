import { defineConfig } from 'vitest/config';

// Whole runs share one machine, so they take turns.
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
