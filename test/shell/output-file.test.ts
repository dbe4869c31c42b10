import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { GmailSqlError } from '../../src/util/errors.ts'
import { FakeConnection, loaderOf } from './support/fake-connection.ts'
import { FakeTerminal } from './support/fake-terminal.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder, 'result.csv')
})

async function run(sql: string, ...flags: string[]) {
  const terminal = new FakeTerminal({ piped: '', screen: true, columns: 20 })
  const failure = sql.includes('breaks') ? { failure: new GmailSqlError('TIMEOUT', 'too slow') } : {}
  const connection = new FakeConnection(() => ({ columns: ['n'], rows: [['\x1b[31m']], ...failure }))
  const argv = ['--format', 'csv', '-o', file, ...flags, '-c', sql]
  const exitCode = await main(argv, terminal.io, loaderOf(connection))
  return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr, asked: connection.asked }
}

test('results go to a file that only its owner can read, exact and not escaped', async () => {
  const { exitCode, stdout } = await run('SELECT 1; SELECT 2')
  expect(exitCode).toBe(0)
  expect(stdout).toBe('')
  expect(readFileSync(file, 'utf8')).toBe('n\r\n\x1b[31m\r\n'.repeat(2))
  expect(readdirSync(folder)).toEqual(['result.csv'])
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a file that is there is not touched, and nothing is asked', async () => {
  writeFileSync(file, 'mine')
  const { exitCode, stderr, asked } = await run('SELECT 1')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('FILE_EXISTS (58P02)')
  expect(stderr).toContain('--force')
  expect(asked).toEqual([])
  expect(readFileSync(file, 'utf8')).toBe('mine')
})

test('--force replaces a file when the result is whole, and keeps it when it is not', async () => {
  writeFileSync(file, 'mine', { mode: 0o644 })
  expect((await run('SELECT breaks', '--force')).exitCode).toBe(1)
  expect(readFileSync(file, 'utf8')).toBe('mine')
  expect((await run('SELECT 1', '--force')).exitCode).toBe(0)
  expect(readFileSync(file, 'utf8')).toBe('n\r\n\x1b[31m\r\n')
  expect(readdirSync(folder)).toEqual(['result.csv'])
})

test('a result that failed leaves no file', async () => {
  expect((await run('SELECT breaks')).exitCode).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

test('a link, a folder or a device is refused even with --force', async () => {
  const target = join(folder, 'target')
  writeFileSync(target, 'mine')
  symlinkSync(target, file)
  expect((await run('SELECT 1', '--force')).stderr).toContain('FILE_UNSAFE')
  expect(readFileSync(target, 'utf8')).toBe('mine')
  file = join(folder, 'sub')
  mkdirSync(file)
  expect((await run('SELECT 1', '--force')).stderr).toContain('FILE_UNSAFE')
})

test('a file that appears while the statement runs is not overwritten', async () => {
  const terminal = new FakeTerminal({ piped: '' })
  const connection = new FakeConnection(() => {
    writeFileSync(file, 'theirs')
    return { columns: ['n'], rows: [[1]] }
  })
  expect(await main(['-o', file, '-c', 'SELECT 1'], terminal.io, loaderOf(connection))).toBe(2)
  expect(terminal.stderr).toContain('FILE_EXISTS')
  expect(readFileSync(file, 'utf8')).toBe('theirs')
  expect(readdirSync(folder)).toEqual(['result.csv'])
})

test('a folder that is not there is told of, and nothing is asked', async () => {
  file = join(folder, 'none', 'result.csv')
  const { exitCode, asked, stderr } = await run('SELECT 1')
  expect(exitCode).toBe(2)
  expect(asked).toEqual([])
  expect(stderr).toContain(`"${file}" cannot be written: ENOENT`)
  expect(existsSync(file)).toBe(false)
})
