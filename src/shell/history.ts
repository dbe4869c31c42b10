import {
  appendFileSync,
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import type { ShellIo } from './io.ts'

const KEPT_LINES = 1000
/** Stands for a line end inside of a statement, which is one line of the file. No key types it; psql has the same. */
const LINE_END = '\x01'
/** The file is shortened when it has grown to this, not at every start: several shells may append to it. */
const LONGEST_FILE = 5000
/** O_NOFOLLOW is not there on Windows. */
const OPEN_FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0)

/** @throws Error when no home directory is known: HOME is empty, or unset for a user without a passwd entry. */
export function historyPath(env: ShellIo['env']): string {
  const state = env['XDG_STATE_HOME'] || env['LOCALAPPDATA'] || join(env['HOME'] || homedir(), '.local/state')
  if (!isAbsolute(state)) throw new Error('no home directory is known')
  return join(state, 'gmailsql', 'history')
}

/**
 * Statements and commands typed at the prompt, oldest first in a file of mode 0600 that is no symbolic link. A shell without history
 * still works: the first failure is told once, and nothing more is stored.
 */
export class History {
  readonly #env: ShellIo['env']
  readonly #complain: (text: string) => void
  #isUsable = true

  constructor(env: ShellIo['env'], complain: (text: string) => void) {
    this.#env = env
    this.#complain = complain
  }

  /** Newest first. */
  load(): string[] {
    return this.#try(() => {
      mkdirSync(dirname(historyPath(this.#env)), { recursive: true, mode: 0o700 })
      const lines = this.#withFile(file => readFileSync(file, 'utf8'))
        .split('\n')
        .filter(line => line !== '')
      if (lines.length > LONGEST_FILE) this.#shorten(lines)
      return lines
        .slice(-KEPT_LINES)
        .reverse()
        .map(line => line.replaceAll(LINE_END, '\n'))
    }, [])
  }

  append(entry: string): void {
    const line = entry.replaceAll('\n', LINE_END)
    this.#try(() => this.#withFile(file => appendFileSync(file, `${line}\n`)), undefined)
  }

  #shorten(lines: readonly string[]): void {
    const path = historyPath(this.#env)
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, `${lines.slice(-KEPT_LINES).join('\n')}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(draft, path)
  }

  #withFile<T>(use: (file: number) => T): T {
    const path = historyPath(this.#env)
    const file = openSync(path, OPEN_FLAGS, 0o600)
    try {
      const stats = fstatSync(file)
      if (!stats.isFile()) throw new Error(`${path} is not a plain file`)
      if ((stats.mode & 0o077) !== 0) chmodSync(path, 0o600)
      return use(file)
    } finally {
      closeSync(file)
    }
  }

  #try<T>(action: () => T, otherwise: T): T {
    if (!this.#isUsable) return otherwise
    try {
      return action()
    } catch (error) {
      this.#isUsable = false
      const reason = error instanceof Error ? error.message : String(error)
      this.#complain(`no history is kept: ${reason}`)
      return otherwise
    }
  }
}
