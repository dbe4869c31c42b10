import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from './support/temporary-folder.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const BIN = join(ROOT, 'bin', 'gmailsql')
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

function run(command: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return { status, stdout, stderr }
}

/** A module that makes this Node.js say that it is another. */
function pretend(node: string, napi: string): string {
  const file = join(temporaryFolder(), 'pretend.cjs')
  const versions = `{ ...process.versions, node: '${node}', napi: '${napi}' }`
  writeFileSync(
    file,
    `Object.defineProperty(process, 'versions', { value: ${versions} })
Object.defineProperty(process, 'version', { value: 'v${node}' })`,
  )
  return file
}

/** The starter in a folder of its own, without sources or build. */
function lonelyBin(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'bin'))
  for (const file of ['package.json', 'bin/package.json', 'bin/gmailsql']) {
    copyFileSync(join(ROOT, file), join(folder, file))
  }
  return join(folder, 'bin', 'gmailsql')
}

test.runIf(process.platform !== 'win32')('the starter is executable', () => {
  expect(statSync(BIN).mode & 0o111).toBe(0o111)
})

describe('a Node.js that is too old', () => {
  test.each([
    ['20.20.2', '9'],
    ['22.13.1', '10'],
    ['22.14.0', '9'],
  ])('v%s with Node-API %s is refused in one line', (node, napi) => {
    const told = run(process.execPath, '-r', pretend(node, napi), BIN, '--version')
    expect(told).toEqual({
      status: 2,
      stdout: '',
      stderr: `gmailsql needs Node.js 22.14 or newer; this is v${node} (${process.execPath})\n`,
    })
  })

  test.each([
    ['22.14.0', '10'],
    ['26.0.0', '11'],
  ])('v%s with Node-API %s is new enough', (node, napi) => {
    expect(run(process.execPath, '-r', pretend(node, napi), BIN, '--version').status).toBe(0)
  })

  const systemNode = '/usr/bin/node'
  const systemMajor = majorOf(systemNode)
  test.runIf(systemMajor > 0 && systemMajor < 22)('the one of this machine says so', () => {
    const { status, stderr } = run(systemNode, BIN, '-c', 'SELECT 1')
    expect(stderr).toMatch(/^gmailsql needs Node\.js 22\.14 or newer; this is v\d+\.\d+\.\d+ \(\/.*\)\n$/)
    expect(status).toBe(2)
  })
})

function majorOf(node: string): number {
  try {
    return Number(execFileSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }))
  } catch {
    return 0
  }
}

describe('--version', () => {
  test('is answered by the starter alone', () => {
    const answer = { status: 0, stdout: `gmailsql ${version}\n`, stderr: '' }
    expect(run(process.execPath, lonelyBin(), '--version')).toEqual(answer)
    expect(run(process.execPath, BIN, '--version')).toEqual(answer)
  })

  test('is the same when the shell answers it', () => {
    expect(run(process.execPath, BIN, '--version', '--timing').stdout).toBe(`gmailsql ${version}\n`)
  })
})

test('a package without its build says what to do', () => {
  const told = run(process.execPath, lonelyBin(), '--help')
  expect(told).toEqual({ status: 2, stdout: '', stderr: 'gmailsql is not built: run npm run build\n' })
})

test.each([['--help'], ['--fromat']])('%s loads neither IMAP nor SQLite nor the SQL parser', flag => {
  const spy = join(temporaryFolder(), 'spy.mjs')
  writeFileSync(
    spy,
    `import { registerHooks } from 'node:module'
registerHooks({ load: (url, context, next) => { console.log('LOAD ' + url); return next(url, context) } })`,
  )
  const { stdout } = run(process.execPath, '--import', `file://${spy}`, BIN, flag)
  const loaded = stdout.split('\n').filter(line => line.startsWith('LOAD '))
  expect(loaded.some(url => url.includes('/commander/'))).toBe(true)
  expect(
    loaded.filter(url => /imapflow|better-sqlite3|node-sql-parser|src\/(?:driver|gmaild|index)/.test(url)),
  ).toEqual([])
})
