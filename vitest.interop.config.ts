import { defineConfig } from 'vitest/config'
import { COMPILE_CACHE } from './test/support/compile-cache.ts'

/** Against servers and programs that are not ours: needs dovecot-imapd, exim4-daemon-light, libreoffice-calc-nogui and Python 3, and the mail corpus for most of it. */
export default defineConfig({
  test: {
    include: ['test/interop/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: ['test/support/canary/watch.ts'],
    globalSetup: ['test/support/compile-cache.ts'],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
    pool: 'forks',
    maxWorkers: 2,
    reporters: process.env.TEST_REPORT
      ? ['default', ['json', { outputFile: process.env.TEST_REPORT }]]
      : ['default'],
  },
})
