import { COMMANDS } from '../commands/all.ts'
import { namedConnections } from '../config-files.ts'
import type { Completion } from '../edit/completion-menu.ts'
import { isCommandLine } from '../find-command.ts'
import { savedQueries } from '../saved-queries.ts'
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
    session.link.onReplaced = () => void this.#connectionReplaced()
  }

  get names(): KnownNames {
    return this.#names
  }

  complete(text: string, cursor: number): Completion {
    const variables = this.#session.variables.keys()
    if (isCommandLine(text) || /^\s*[.\\]$/.test(text)) {
      return completeCommand(text, cursor, {
        commands: COMMANDS,
        names: this.#names,
        variables,
        connections: () => namedConnections(this.#session.io.env).keys(),
        queries: () => savedQueries(this.#session.io.env),
      })
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
  async #connectionReplaced(): Promise<void> {
    this.#loading?.abort()
    this.#loading = undefined
    this.#learnt = Number.NEGATIVE_INFINITY
    if (this.#declared) this.#names = knownNames(this.#declared)
    if (await this.#needsNobody()) await this.#learn()
  }

  /** Whether asking for names opens no browser; tells the session whose mail it is on the way. */
  async #needsNobody(): Promise<boolean> {
    try {
      const { rows } = await this.#session.link.use(connection =>
        connection.queryArrays(
          "SELECT Name, Value FROM sys_connection_props WHERE Name IN ('InitiateOAuth', 'User', 'Readonly')",
        ),
      )
      const values = new Map(rows.map(([name, value]) => [name, String(value ?? '')]))
      const isReadOnly = values.get('Readonly')?.toLowerCase() === 'true'
      this.#session.account = { user: values.get('User') ?? '', isReadOnly }
      return rows.length > 0 && values.get('InitiateOAuth')?.toUpperCase() !== 'GETANDREFRESH'
    } catch {
      return false
    }
  }

  /** What fails here fails again, and is told, where a statement asks for it. */
  async #learn(): Promise<void> {
    const declared = this.#declared
    if (!declared || this.#loading) return
    const loading = new AbortController()
    this.#loading = loading
    try {
      const parts = await this.#session.link.use(
        connection => withConnection(declared, connection, loading.signal),
        loading.signal,
      )
      if (this.#loading === loading && !loading.signal.aborted) this.#names = knownNames(parts)
      this.#learnt = performance.now()
    } catch {
      this.#learnt = Number.NEGATIVE_INFINITY
    } finally {
      if (this.#loading === loading) this.#loading = undefined
    }
  }
}
