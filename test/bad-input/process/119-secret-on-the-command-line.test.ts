import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startDemo } from '../../support/demo.ts'
import { run, STARTER } from './door.ts'

test('row 119: a password on the command line works, and one warning says where else it can stand', async () => {
  await using demo = await startDemo({ messages: 5 })
  const given = await run(process.execPath, [
    STARTER,
    demo.connectionString,
    '-c',
    'SELECT COUNT(*) AS n FROM Messages',
  ])
  expect(given).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/5/) })
  expect(given.stderr.match(/warning/g)).toHaveLength(1)
  expect(given.stderr).toMatch('GMAILSQL_PASSWORD')
  expect(given.stderr).not.toContain(`Password=${demo.gmaild.password}`)
})

test('row 119: one in the environment works without a warning', async () => {
  await using demo = await startDemo({ messages: 5 })
  const account = demo.connectionString.replace(/;Password=[^;]*/, '')
  const GMAILSQL_PASSWORD = demo.gmaild.password
  const given = await run(process.execPath, [STARTER, account, '-c', 'SELECT 1'], { GMAILSQL_PASSWORD })
  expect(given).toMatchObject({ exitCode: 0, stderr: expect.not.stringMatching('warning') })
})

test('row 119: the documentation says so', () => {
  expect(readFileSync('SECURITY.md', 'utf8')).toMatch(/password given on the command line/i)
})
