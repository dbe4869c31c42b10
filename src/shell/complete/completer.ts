import { COMMANDS } from '../commands/all.ts'
import type { Completion } from '../edit/completion-menu.ts'
import { isCommandLine } from '../find-command.ts'
import type { Session } from '../session.ts'
import { completeCommand } from './complete-command.ts'
import { completeSql } from './complete-sql.ts'
import { type KnownNames, knownNames, type NameParts, NO_NAMES } from './known-names.ts'
import { declaredNames, withConnection } from './load-names.ts'

/** The names of a server change elsewhere too; asked for after a statement at most so often. */
const FRESH_MS = 60_000
/** First words of statements that leave all names as they are. */
const READS = new Set(['SELECT', 'WITH', 'EXPLAIN', 'SHOW', 'DESCRIBE', 'DESC', 'VALUES'])

/** Answers Tab from what is known, and learns names while nobody waits. */
export class Completer {
  readonly #session: Session
  #declared: NameParts | undefined
  #names: KnownNames = NO_NAMES
  #learnt = Number.NEGATIVE_INFINITY
  #loading: AbortController | undefined

  constructor(session: Session) {
    this.#session = session
  }

  get names(): KnownNames {
    return this.#names
  }

  complete(text: string, cursor: number): Completion {
    const variables = this.#session.variables.keys()
    if (isCommandLine(text) || /^\s*[.\\]$/.test(text)) {
      return completeCommand(text, cursor, { commands: COMMANDS, names: this.#names, variables })
    }
    return completeSql(text, cursor, this.#names, variables)
  }

  /** The connection is open. A sign-in that would ask the user is left to the first statement. */
  async start(): Promise<void> {
    this.#declared = await declaredNames()
    this.#names = knownNames(this.#declared)
    if (await this.#needsNobody()) await this.#learn()
  }

  /** @param statement that has run */
  statementDone(statement: string): void {
    const word = /^\s*(\w*)/.exec(statement)![1]!.toUpperCase()
    const isOld = performance.now() - this.#learnt > FRESH_MS
    if (isOld || !READS.has(word)) void this.#learn()
  }

  /** What was being learnt of another connection is not learnt. */
  async connectionReplaced(): Promise<void> {
    this.#loading?.abort()
    this.#learnt = Number.NEGATIVE_INFINITY
    if (this.#declared) this.#names = knownNames(this.#declared)
    if (await this.#needsNobody()) await this.#learn()
  }

  async #needsNobody(): Promise<boolean> {
    try {
      const connection = this.#session.link.current
      const { rows } = (await connection?.queryArrays(
        "SELECT Value FROM sys_connection_props WHERE Name = 'InitiateOAuth'",
      )) ?? { rows: [] }
      return rows.some(([value]) => String(value).toUpperCase() !== 'GETANDREFRESH')
    } catch {
      return false
    }
  }

  /** What fails here fails again, and is told, where a statement asks for it. */
  async #learn(): Promise<void> {
    const connection = this.#session.link.current
    if (!connection || !this.#declared || this.#loading) return
    const loading = new AbortController()
    this.#loading = loading
    try {
      const parts = await withConnection(this.#declared, connection, loading.signal)
      if (this.#loading === loading && !loading.signal.aborted) this.#names = knownNames(parts)
      this.#learnt = performance.now()
    } catch {
      this.#learnt = Number.NEGATIVE_INFINITY
    } finally {
      this.#loading = undefined
    }
  }
}
