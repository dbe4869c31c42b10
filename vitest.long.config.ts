import { defineConfig } from 'vitest/config'
import { COMPILE_CACHE } from './test/support/compile-cache.ts'

/** What takes minutes: a store whose processes are killed at hundreds of moments, and generated inputs for a minute each. */
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts', 'test/fuzz/**/*.test.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
    setupFiles: ['test/support/canary/watch.ts'],
    globalSetup: ['test/support/compile-cache.ts'],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, FUZZ_SECONDS: process.env.FUZZ_SECONDS ?? '60' },
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['verbose'],
  },
})
