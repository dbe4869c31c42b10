import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection, ErrorCode } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'
import { expectRefused } from '../support.ts'

const folder = mkdtempSync(join(tmpdir(), 'gmailsql-attached-'))
let demo: Demo
let db: Connection
beforeAll(async () => {
  demo = await startDemo({ messages: 0 })
  db = await demo.open()
})
afterAll(async () => {
  await demo[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

test.runIf(process.platform === 'linux').each<[string, () => string, ErrorCode]>([
  ['missing', () => join(folder, 'missing'), 'BAD_VALUE'],
  ['a folder', () => folder, 'FILE_UNSAFE'],
  ['the memory of a process', () => '/proc/self/mem', 'BAD_VALUE'],
  ['a file that changes while it is read', () => '/proc/self/status', 'BAD_VALUE'],
  [
    'a link to a device',
    () => {
      symlinkSync('/dev/zero', join(folder, 'zero'))
      return join(folder, 'zero')
    },
    'FILE_UNSAFE',
  ],
  [
    'a FIFO that nobody writes to',
    () => {
      execFileSync('mkfifo', [join(folder, 'fifo')])
      return join(folder, 'fifo')
    },
    'FILE_UNSAFE',
  ],
  [
    '40 MB',
    () => {
      writeFileSync(join(folder, 'large'), '')
      truncateSync(join(folder, 'large'), 40_000_000)
      return join(folder, 'large')
    },
    'MESSAGE_LIMIT',
  ],
])('row 31: an attachment that is %s is named, and nothing is sent', async (_, make, code) => {
  const path = make()
  demo.commands()
  const sql = "INSERT INTO Inbox (Subject, [To], BodyText, Attachments) VALUES ('x', 'a@x.com', 'b', ?)"
  await expectRefused(db.query(sql, [path]), { code, names: [path], hint: /\w/ })
  expect(demo.commands().filter(({ name }) => name === 'APPEND')).toEqual([])
})
