import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configDirectory } from './config-files.ts'
import { GmailSqlError, nearest } from './door.ts'
import type { ShellIo } from './io.ts'
import { systemReason } from './system-reason.ts'

type Environment = ShellIo['env']

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u
const EXTENSION = '.sql'

function directoryOf(env: Environment): string {
  return join(configDirectory(env), 'queries')
}

/** Their names, sorted; a folder that is not there has none. */
export function savedQueries(env: Environment): string[] {
  try {
    const files = readdirSync(directoryOf(env)).filter(file => file.endsWith(EXTENSION))
    return files.map(file => file.slice(0, -EXTENSION.length)).sort()
  } catch {
    return []
  }
}

/** The file of a query. @throws BAD_VALUE for what is no name, and for one that is not there */
export function savedQueryFile(env: Environment, name: string): string {
  const names = savedQueries(env)
  if (names.includes(checkName(name))) return join(directoryOf(env), name + EXTENSION)
  const near = nearest(name, names)
  throw new GmailSqlError('BAD_VALUE', `no query is saved as "${name}"`, {
    hint: near === undefined ? '.queries lists them.' : `Did you mean ${near}? .queries lists them.`,
  })
}

/** Into a file that only its owner can read. @throws BAD_VALUE, FILE_EXISTS unless `replace` */
export function saveQuery(env: Environment, name: string, text: string, replace: boolean): void {
  const directory = directoryOf(env)
  const file = join(directory, checkName(name) + EXTENSION)
  if (!replace && savedQueries(env).includes(name)) {
    throw new GmailSqlError('FILE_EXISTS', `there is a query "${name}" already`, {
      hint: `.save --force ${name} replaces it.`,
    })
  }
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    writeFileSync(file, `${text};\n`, { mode: 0o600, flag: replace ? 'w' : 'wx' })
  } catch (error) {
    throw new GmailSqlError('BAD_VALUE', `"${file}" cannot be written: ${systemReason(error)}`, {
      hint: 'Check the folder and its permissions.',
    })
  }
}

function checkName(name: string): string {
  if (NAME.test(name)) return name
  throw new GmailSqlError('BAD_VALUE', `"${name}" is no name for a query`, {
    hint: 'A name is letters, digits, _, - and dots.',
  })
}
