import { defineConfig } from 'vitest/config'

/** `npm run soak`: full counts. One file at a time, so that a kill hits only what it is meant for. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    testTimeout: 3 * 3600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
})
