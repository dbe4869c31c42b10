import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { GmailSqlError } from '../../src/util/errors.ts'
import { SecretRegistry } from '../../src/util/log.ts'
import { type LogFile, type LogFileOptions, openLogFile } from '../../src/util/log-file.ts'

let directory: string
let path: string
const opened: LogFile[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gmailsql-log-'))
  path = join(directory, 'gmail.log')
})

afterEach(() => {
  vi.useRealTimers()
  for (const log of opened.splice(0)) log.close()
  rmSync(directory, { recursive: true })
})

function open(options: Partial<LogFileOptions> = {}): LogFile {
  const secrets = new SecretRegistry()
  const log = openLogFile({ path, verbosity: 3, maxBytes: 1e8, maxCount: -1, secrets, ...options })
  opened.push(log)
  return log
}

const mode = (file: string) => statSync(file).mode & 0o777
const lines = (file: string) => readFileSync(file, 'utf8').split('\n').slice(0, -1)
const line = 'x'.repeat(970)

function fill(log: LogFile, kilobytes: number): void {
  for (let i = 0; i < kilobytes; i++) log.write(1, 'SQL', line)
}

describe('a line', () => {
  test('has the time, the level, the module and the text', () => {
    open().write(2, 'PLAN', 'scan Inbox')
    expect(lines(path)).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z 2 PLAN scan Inbox$/),
    ])
  })

  test('stays one line, without a control character', () => {
    open().write(1, 'IMAP', 'a\r\n2026-01-01 forged\u001b[31m\u202e')
    expect(lines(path)).toHaveLength(1)
    expect(lines(path)[0]).toMatch(/ a\\r\\n2026-01-01 forged\\x1b\[31m\\u202e$/)
  })

  test('holds no secret', () => {
    const secrets = new SecretRegistry(['hunter\n2'])
    const log = open({ secrets })
    log.write(1, 'IMAP', 'LOGIN me hunter\n2')
    secrets.add('later')
    log.write(1, 'IMAP', 'token later')
    expect(readFileSync(path, 'utf8')).not.toMatch(/hunter|later/)
  })

  test('above the verbosity or of another module is not written', () => {
    const log = open({ verbosity: 2, modules: ['SQL', 'IMAP'] })
    expect(log.isEnabled(2, 'SQL')).toBe(true)
    expect(log.isEnabled(3, 'SQL')).toBe(false)
    expect(log.isEnabled(1, 'PLAN')).toBe(false)
    log.write(3, 'SQL', 'no')
    log.write(1, 'PLAN', 'no')
    log.write(1, 'IMAP', 'yes')
    expect(lines(path)).toEqual([expect.stringMatching(/yes$/)])
  })

  test('is appended to what is there, and written at once', () => {
    writeFileSync(path, 'before\n')
    open().write(1, 'SQL', 'after')
    expect(lines(path)).toEqual(['before', expect.stringMatching(/after$/)])
  })

  test('after close is not written', () => {
    const log = open()
    log.close()
    log.close()
    log.write(1, 'SQL', 'x')
    expect(log.isEnabled(1, 'SQL')).toBe(false)
    expect(lines(path)).toEqual([])
  })
})

describe('the file', () => {
  test('is born readable by its owner only, under any umask', () => {
    const before = process.umask(0)
    try {
      open()
    } finally {
      process.umask(before)
    }
    expect(mode(path)).toBe(0o600)
  })

  test('that is readable by others is tightened', () => {
    writeFileSync(path, '')
    chmodSync(path, 0o644)
    open()
    expect(mode(path)).toBe(0o600)
  })

  test('is refused when it is a symbolic link, and the target is left alone', () => {
    const target = join(directory, 'target')
    writeFileSync(target, '')
    chmodSync(target, 0o644)
    for (const aim of [target, join(directory, 'absent')]) {
      rmSync(path, { force: true })
      symlinkSync(aim, path)
      expect(() => open()).toThrow(expect.objectContaining({ code: 'FILE_UNSAFE' }))
    }
    expect(mode(target)).toBe(0o644)
    expect(readdirSync(directory).sort()).toEqual(['gmail.log', 'target'])
  })

  test('is refused when it is a directory, a device or a pipe that nobody reads', () => {
    const pipe = join(directory, 'pipe')
    execFileSync('mkfifo', [pipe])
    for (const unsafe of [directory, '/dev/null', pipe]) {
      expect(() => open({ path: unsafe })).toThrow(expect.objectContaining({ code: 'FILE_UNSAFE' }))
    }
  })

  test('in a directory that is absent is refused, naming why', () => {
    const absent = join(directory, 'absent', 'gmail.log')
    const refused = expect.objectContaining({
      code: 'BAD_PROPERTY',
      message: expect.stringContaining('ENOENT'),
    })
    expect(() => open({ path: absent })).toThrow(refused)
  })
})

describe('rolling over', () => {
  const files = () => readdirSync(directory).sort()

  test('goes on in a new file at the size, keeps every line and the mode', () => {
    const log = open({ maxBytes: 200_000 })
    fill(log, 500)
    expect(files()).toHaveLength(3)
    for (const name of files()) {
      expect(statSync(join(directory, name)).size).toBeLessThanOrEqual(200_000)
      expect(mode(join(directory, name))).toBe(0o600)
    }
    expect(files().flatMap(name => lines(join(directory, name)))).toHaveLength(500)
    expect(files().filter(name => /^gmail\.\d{8}-\d{6}-\d{3}(-\d+)?\.log$/.test(name))).toHaveLength(2)
  })

  test('a smaller size than 100 kB is 100 kB', () => {
    const log = open({ maxBytes: 1 })
    fill(log, 90)
    expect(files()).toEqual(['gmail.log'])
    fill(log, 20)
    expect(files()).toHaveLength(2)
  })

  test.each([
    [3, 3],
    [1, 2],
    [0, 6],
    [-1, 6],
  ])('of MaxLogFileCount %d, %d files are left of six, the newest', (maxCount, left) => {
    const log = open({ maxBytes: 100_000, maxCount })
    for (let i = 0; i < 6; i++) {
      log.write(1, 'SQL', `${line} start ${i}`)
      fill(log, i < 5 ? 99 : 1)
    }
    expect(files()).toHaveLength(left)
    const starts = files().flatMap(name =>
      lines(join(directory, name)).filter(text => text.includes('start')),
    )
    const numbers = starts.map(text => Number(text.split(' ').pop())).sort()
    expect(numbers).toEqual([0, 1, 2, 3, 4, 5].slice(6 - left))
  })

  test('the newest is kept when several roll over within a millisecond, or the clock goes back', () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const clock = [5, 5, 5, 5, 3, 3, 4, 9, 9, 9]
    const log = open({ maxBytes: 100_000, maxCount: 2 })
    clock.forEach((millisecond, i) => {
      vi.setSystemTime(millisecond)
      log.write(1, 'SQL', `${line} start ${i}`)
      fill(log, 98)
      const text = files()
        .map(name => readFileSync(join(directory, name), 'utf8'))
        .join('\n')
      if (i > 0) expect(text.includes(`start ${i - 1}\n`), `start ${i - 1}`).toBe(true)
    })
  })

  test('leaves files of other names alone', () => {
    const others = ['gmail.log.bak', 'gmail.notes.log', 'other.20200101-000000-000.log', 'gmail.2020.log']
    for (const name of others) writeFileSync(join(directory, name), '')
    fill(open({ maxBytes: 1, maxCount: 2 }), 400)
    expect(files()).toEqual(expect.arrayContaining(others))
    expect(files()).toHaveLength(others.length + 2)
  })

  test('two logs of one path share the new file', () => {
    const one = open({ maxBytes: 1 })
    const other = open({ maxBytes: 1 })
    fill(one, 98)
    one.write(1, 'SQL', line + line + line)
    other.write(1, 'SQL', 'from the other')
    one.write(1, 'SQL', 'from the one')
    fill(other, 1)
    expect(files()).toHaveLength(2)
    const current = lines(path).join('\n')
    expect(current).toContain('from the one')
  })

  test('a file that was moved away is made anew at the next size, and stays where it was moved', () => {
    const log = open({ maxBytes: 1 })
    fill(log, 90)
    renameSync(path, join(directory, 'moved'))
    fill(log, 20)
    expect(files()).toEqual(['gmail.log', 'moved'])
  })

  test('a link that appears in the place of the file ends the log, once and aloud', () => {
    const failures: GmailSqlError[] = []
    const log = open({ maxBytes: 1, onFailure: error => failures.push(error) })
    fill(log, 90)
    const elsewhere = join(directory, 'elsewhere')
    mkdirSync(elsewhere)
    rmSync(path)
    symlinkSync(join(elsewhere, 'x'), path)
    fill(log, 30)
    expect(failures.map(error => error.code)).toEqual(['FILE_UNSAFE'])
    expect(log.isEnabled(1, 'SQL')).toBe(false)
    expect(readdirSync(elsewhere)).toEqual([])
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
  })
})
