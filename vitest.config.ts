import { defineConfig } from 'vitest/config'
import { COMPILE_CACHE } from './test/support/compile-cache.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/interop/**', 'test/long/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['test/support/canary/watch.ts'],
    globalSetup: ['test/support/compile-cache.ts'],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
    pool: 'forks',
    maxWorkers: 2,
    // Counted by .ci/run.
    reporters: process.env.TEST_REPORT
      ? ['default', ['json', { outputFile: process.env.TEST_REPORT }]]
      : ['default'],
  },
})
