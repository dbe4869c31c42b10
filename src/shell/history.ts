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
import { dirname, join } from 'node:path'
import type { ShellIo } from './io.ts'

const KEPT_LINES = 1000
/** The file is shortened when it has grown to this, not at every start: several shells may append to it. */
const LONGEST_FILE = 5000
/** O_NOFOLLOW is not there on Windows. */
const OPEN_FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0)

export function historyPath(env: ShellIo['env']): string {
  const home = env['HOME'] || homedir()
  const state = env['XDG_STATE_HOME'] || env['LOCALAPPDATA'] || join(home, '.local', 'state')
  return join(state, 'gmailsql', 'history')
}

/**
 * Lines typed at the prompt, oldest first in a file of mode 0600 that is no symbolic link. A shell without history
 * still works: the first failure is told once, and nothing more is stored.
 */
export class History {
  readonly #path: string
  readonly #complain: (text: string) => void
  #isUsable = true

  constructor(path: string, complain: (text: string) => void) {
    this.#path = path
    this.#complain = complain
  }

  /** Newest first. */
  load(): string[] {
    return this.#try(() => {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 })
      const lines = this.#withFile(file => readFileSync(file, 'utf8'))
        .split('\n')
        .filter(line => line !== '')
      if (lines.length > LONGEST_FILE) this.#shorten(lines)
      return lines.slice(-KEPT_LINES).reverse()
    }, [])
  }

  append(line: string): void {
    this.#try(() => this.#withFile(file => appendFileSync(file, `${line}\n`)), undefined)
  }

  #shorten(lines: readonly string[]): void {
    const draft = `${this.#path}.${process.pid}`
    writeFileSync(draft, `${lines.slice(-KEPT_LINES).join('\n')}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(draft, this.#path)
  }

  #withFile<T>(use: (file: number) => T): T {
    const file = openSync(this.#path, OPEN_FLAGS, 0o600)
    try {
      const stats = fstatSync(file)
      if (!stats.isFile()) throw new Error('not a plain file')
      if ((stats.mode & 0o077) !== 0) chmodSync(this.#path, 0o600)
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
      this.#complain(`no history is kept in ${this.#path}: ${reason}`)
      return otherwise
    }
  }
}
