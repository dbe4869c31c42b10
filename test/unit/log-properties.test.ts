import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseConnection } from '../../src/driver/connection-string.ts'
import { type ConnectionLog, openLog } from '../../src/driver/open-log.ts'

let directory: string
let path: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gmailsql-log-'))
  path = join(directory, 'gmail.log')
})

afterEach(() => rmSync(directory, { recursive: true }))

function logged(text: string, write: (log: ConnectionLog) => void): string {
  const log = openLog(parseConnection({ Logfile: path, ...parseOptions(text) }, {}).values, error => {
    throw error
  })
  write(log)
  log.logger.close()
  return readFileSync(path, 'utf8')
}

function parseOptions(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

test('without Logfile nothing is written', () => {
  const { logger } = openLog(parseConnection('Verbosity=5', {}).values, () => {})
  expect(logger.isEnabled(1, 'SQL')).toBe(false)
  logger.write(1, 'SQL', 'x')
  logger.close()
  expect(existsSync(path)).toBe(false)
})

test('Verbosity is the highest level that is written', () => {
  const write = ({ logger }: ConnectionLog) => {
    for (const level of [1, 2, 3, 4, 5] as const) logger.write(level, 'SQL', `level ${level}`)
  }
  expect(logged('', write).match(/level \d/g)).toEqual(['level 1'])
  expect(
    logged('Verbosity=3', write)
      .match(/level \d/g)
      ?.slice(1),
  ).toEqual(['level 1', 'level 2', 'level 3'])
})

test('LogModules chooses the parts', () => {
  const text = logged('LogModules=imap;sql', ({ logger }) => {
    for (const module of ['SQL', 'PLAN', 'IMAP', 'STORE'] as const) logger.write(1, module, 'x')
  })
  expect(text.match(/[A-Z]+ x/g)).toEqual(['SQL x', 'IMAP x'])
})

test('MaxLogFileSize and MaxLogFileCount bound the files', () => {
  logged('MaxLogFileSize=1kB&MaxLogFileCount=2', ({ logger }) => {
    for (let i = 0; i < 350; i++) logger.write(1, 'SQL', 'x'.repeat(1000))
  })
  expect(readdirSync(directory)).toHaveLength(2)
})

test('the secrets of the connection, and those that come later, are masked', () => {
  const text = logged('Password=hunter2&OAuthAccessToken=ya29.token', ({ logger, secrets }) => {
    secrets.add('fresh-token')
    logger.write(
      1,
      'IMAP',
      `LOGIN hunter2 ${Buffer.from('\u0001auth=Bearer ya29.token').toString('base64')} fresh-token`,
    )
  })
  expect(text).toMatch(/LOGIN \*{8} \S*\*{8}\S* \*{8}\n$/)
})
