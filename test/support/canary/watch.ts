// Set up for every test file: its errors, its files and the arguments of its processes are looked through for canaries.
import { ChildProcess } from 'node:child_process'
import fs, { readdirSync, readFileSync, statSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, expect, vi } from 'vitest'
import { canariesIn } from './canary.ts'

/** A browser keeps the address it ended on, with a code that was redeemed by then and is bound to a verifier. */
const BROWSER_PROFILE = 'profile-'

const found: string[] = []

function note(where: string, text: string): void {
  found.push(...canariesIn(text).map(passage => `${where}: ${passage}`))
}

vi.mock(import('../../../src/util/errors.ts'), async original => {
  const module = await original()
  class GmailSqlError extends module.GmailSqlError {
    constructor(...parameters: ConstructorParameters<typeof module.GmailSqlError>) {
      super(...parameters)
      note('error', inspect(this, { depth: Number.POSITIVE_INFINITY, showHidden: true }))
    }
  }
  return { ...module, GmailSqlError }
})

const { rmSync } = fs
// A test ends by removing its directory: the last moment at which everything that it wrote is there.
fs.rmSync = (path, options) => {
  note('file', readAll(String(path)))
  rmSync(path, options)
}
syncBuiltinESMExports()

interface Starter {
  spawn(options: { readonly args?: readonly string[] }): unknown
}
// Not in Node's types; spawn, fork and execFile all end here.
const starter = ChildProcess.prototype as unknown as Starter
const { spawn } = starter
starter.spawn = function (options) {
  note('process argument', (options.args ?? []).join(' '))
  return spawn.call(this, options)
}

function readAll(path: string): string {
  try {
    const stat = statSync(path)
    if (stat.isDirectory())
      return readdirSync(path)
        .filter(name => !name.startsWith(BROWSER_PROFILE))
        .map(name => readAll(join(path, name)))
        .join('\n')
    return stat.isFile() && stat.size < 16 << 20 ? readFileSync(path, 'latin1') : ''
  } catch {
    return '' // Gone already, or not ours to read.
  }
}

afterAll(() => {
  expect(found, 'secrets came to light').toEqual([])
})
