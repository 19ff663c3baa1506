import { defineConfig } from 'vitest/config'

/** End-to-end tests: the built program, in a real browser or in Electron. One at a time: they share two cores and the clock. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    // Pages are told from their own error, not from a diff of the whole document.
    chaiConfig: { truncateThreshold: 400 },
  },
})
