import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startGmaild } from '../../src/gmaild/index.ts'

test('Python’s imaplib and email find every answer right', async () => {
  await using gmaild = await startGmaild({ messages: 250 })
  const script = new URL('../../scripts/check-imap.py', import.meta.url).pathname
  const run = promisify(execFile)
  const { stdout } = await run('python3', [
    script,
    gmaild.host,
    String(gmaild.port),
    gmaild.user,
    gmaild.password,
  ])
  expect(stdout).toMatch(/^imaplib: \d{3,} checks passed$/m)
})
