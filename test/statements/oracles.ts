import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PostgresOracle } from './postgres.ts'
import { type Cells, cellText, type Oracle } from './read-cases.ts'

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'statement-oracle.py')

export interface Account {
  readonly port: number
  readonly user: string
  readonly password: string
}

/** The programs that know what a statement means, over the mail of one account. */
export class Oracles implements Disposable {
  readonly #directory = mkdtempSync(join(tmpdir(), 'gmailsql-oracle-'))
  readonly #file = join(this.#directory, 'mail.db')
  #postgres: PostgresOracle | null | undefined

  private constructor() {}

  /** Reads the mail once; afterwards the server is not needed. */
  static async read({ port, user, password }: Account): Promise<Oracles> {
    const oracles = new Oracles()
    await promisify(execFile)('python3', [SCRIPT, '127.0.0.1', String(port), user, password, oracles.#file])
    return oracles
  }

  /** null where the program is not on this machine. @throws Error with what the program says of the statement. */
  rows(oracle: Exclude<Oracle, 'given'>, sql: string): Cells[] | null {
    if (oracle === 'sqlite') return this.#sqlite(sql)
    if (this.#postgres === undefined) this.#postgres = PostgresOracle.start(this.#file)
    return this.#postgres?.rows(sql) ?? null
  }

  #sqlite(sql: string): Cells[] {
    const { stdout, stderr, status } = spawnSync(
      'sqlite3',
      ['-batch', '-ascii', '-nullvalue', NULL, this.#file, sql],
      { encoding: 'utf8' },
    )
    if (status !== 0 || stderr !== '') throw new Error(`sqlite3: ${stderr}\n${sql}`)
    return readSeparated(stdout)
  }

  [Symbol.dispose](): void {
    this.#postgres?.stop()
    rmSync(this.#directory, { recursive: true })
  }
}

export const NULL = '\u2400'

/** ASCII's own separators: 0x1f between cells, 0x1e after rows. */
export function readSeparated(text: string): Cells[] {
  return text
    .split('\x1e')
    .slice(0, -1)
    .map(row => row.split('\x1f').map(cell => (cell === NULL ? null : cellText(cell))))
}
