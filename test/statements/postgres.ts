import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { NULL, readSeparated } from './oracles.ts'
import type { Cells } from './read-cases.ts'

const ROOT = '/usr/lib/postgresql'
const TRUTH = new Set(['IsRead', 'IsStarred', 'IsAnswered', 'IsDraft', 'IsImportant', 'HasAttachments'])
const TIMES = new Set(['Date', 'ReceivedDate'])

/** A PostgreSQL server of its own, reachable by a socket in its folder only, with the tables of an oracle's file. */
export class PostgresOracle {
  readonly #directory: string
  readonly #programs: string

  private constructor(programs: string) {
    this.#programs = programs
    this.#directory = mkdtempSync(join(tmpdir(), 'gmailsql-pg-'))
  }

  /** null where PostgreSQL is not installed. */
  static start(file: string): PostgresOracle | null {
    const [version] = existsSync(ROOT) ? readdirSync(ROOT).sort().reverse() : []
    if (version === undefined) return null
    const oracle = new PostgresOracle(join(ROOT, version, 'bin'))
    oracle.#begin()
    oracle.#fill(file)
    return oracle
  }

  rows(sql: string): Cells[] {
    const options = ['-qAt', '-F\x1f', '-R\x1e', `-Pnull=${NULL}`]
    const text = this.#psql(options, `SET timezone = 'UTC';\n${sql}`)
    return readSeparated(text.endsWith('\n') ? `${text.slice(0, -1)}\x1e` : text).map(row =>
      row.map(cell => (cell === 't' ? '1' : cell === 'f' ? '0' : cell)),
    )
  }

  stop(): void {
    this.#run('pg_ctl', ['-D', join(this.#directory, 'data'), '-m', 'immediate', '-w', 'stop'])
    rmSync(this.#directory, { recursive: true })
  }

  #begin(): void {
    const data = join(this.#directory, 'data')
    // PostgreSQL refuses to run as root.
    if (process.getuid?.() === 0) chownSync(this.#directory, ownerOf('/var/lib/postgresql'), 0)
    this.#run('initdb', ['-D', data, '-E', 'UTF8', '--locale=C', '-A', 'trust', '-N', '-U', 'oracle'])
    const options = `-c listen_addresses= -c unix_socket_directories=${this.#directory} -c fsync=off`
    this.#run('pg_ctl', ['-D', data, '-w', '-l', join(this.#directory, 'log'), '-o', options, 'start'])
  }

  #fill(file: string): void {
    using database = open(file)
    const tables = database.db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
    this.#psql(['-q'], (tables as string[]).map(name => copySql(database.db, name)).join('\n'))
  }

  #psql(options: readonly string[], input: string): string {
    return this.#run(
      'psql',
      ['-X', '-v', 'ON_ERROR_STOP=1', '-h', this.#directory, '-U', 'oracle', ...options, 'postgres'],
      input,
    )
  }

  #run(program: string, args: readonly string[], input = ''): string {
    const path = join(this.#programs, program)
    const isRoot = process.getuid?.() === 0
    const [command, all] = isRoot ? ['runuser', ['-u', 'postgres', '--', path, ...args]] : [path, args]
    const { stdout, stderr, status } = spawnSync(command, all, {
      encoding: 'utf8',
      input,
      cwd: this.#directory,
    })
    if (status !== 0) throw new Error(`${program}: ${stderr}\n${input.slice(0, 2_000)}`)
    return stdout
  }
}

function ownerOf(path: string): number {
  return existsSync(path)
    ? statSync(path).uid
    : Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }))
}

function open(file: string): { readonly db: Database.Database } & Disposable {
  const db = new Database(file, { readonly: true })
  return { db, [Symbol.dispose]: () => db.close() }
}

function copySql(db: Database.Database, table: string): string {
  const columns = db.pragma(`table_info("${table.replaceAll('"', '""')}")`) as {
    name: string
    type: string
  }[]
  const name = `"${table.toLowerCase().replaceAll('"', '""')}"`
  const typed = columns.map(column => `"${column.name.toLowerCase()}" ${typeOf(column)}`)
  const rows = db
    .prepare(`SELECT * FROM "${table.replaceAll('"', '""')}"`)
    .raw()
    .all() as unknown[][]
  const lines = rows.map(row => row.map(copyCell).join('\t'))
  return `CREATE TABLE ${name} (${typed.join(', ')});\nCOPY ${name} FROM stdin;\n${lines.map(line => `${line}\n`).join('')}\\.\n`
}

function typeOf({ name, type }: { name: string; type: string }): string {
  return TRUTH.has(name) ? 'boolean' : TIMES.has(name) ? 'timestamp' : type === 'INTEGER' ? 'bigint' : 'text'
}

function copyCell(value: unknown): string {
  if (value === null) return '\\N'
  return String(value).replace(
    /[\\\t\n\r]/g,
    char => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[char]!,
  )
}
