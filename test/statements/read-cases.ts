import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Oracle = 'sqlite' | 'postgres' | 'given'

/** A statement with what must come out of it. */
export interface Case {
  /** `file: name` */
  readonly id: string
  readonly sql: string
  /** Who computed the rows: a program that is not ours, or nobody (a plan, a list of tables, an error). */
  readonly oracle: Oracle
  /** What that program runs: the statement itself, or what it means in the program's language. */
  readonly reference: string
  readonly rows: readonly Cells[] | null
  /** The code of the error, and a part of its message or hint. */
  readonly error: { readonly code: string; readonly text: string } | null
}

/** Values as texts, so that programs with other types can be compared; null is NULL. */
export type Cells = readonly (string | null)[]

export const DIRECTORY = join(import.meta.dirname, 'cases')

/** The cases of every file of `cases/`, in order. The format is told in `cases/README.md`. */
export function readCases(): Case[] {
  return caseFiles().flatMap(name => parseCases(name, readFileSync(join(DIRECTORY, name), 'utf8')))
}

export function caseFiles(): string[] {
  return readdirSync(DIRECTORY)
    .filter(name => name.endsWith('.txt'))
    .sort()
}

/** @throws Error naming the case that is not complete. */
export function parseCases(file: string, text: string): Case[] {
  return text
    .split(/\n(?=# )/)
    .filter(block => block.startsWith('# '))
    .map(block => parseCase(file, block))
}

function parseCase(file: string, block: string): Case {
  const lines = block.trimEnd().split('\n')
  const marked = (mark: string) =>
    lines.filter(line => line.startsWith(`${mark} `)).map(line => line.slice(2))
  const id = `${file.replace('.txt', '')}: ${lines[0]!.slice(2)}`
  const sql = lines
    .slice(1)
    .filter(line => !/^[=>!] /.test(line))
    .join('\n')
    .trim()
  const [error] = marked('!')
  const { oracle, reference } = readOracle(marked('='), sql)
  const rows = marked('>').map(line => JSON.parse(line) as Cells)
  if (sql === '') throw new Error(`${id}: no statement`)
  return { id, sql, oracle, reference, rows: error === undefined ? rows : null, error: readError(error) }
}

function readOracle(lines: readonly string[], sql: string): { oracle: Oracle; reference: string } {
  const [, name = 'given', rest = ''] = /^(\w+) ?(.*)$/s.exec(lines.join('\n')) ?? []
  if (name !== 'sqlite' && name !== 'postgres' && name !== 'given')
    throw new Error(`no oracle ${name}: ${sql}`)
  return { oracle: name, reference: rest === '' ? sql : rest }
}

function readError(line: string | undefined): Case['error'] {
  const [, code = '', text = ''] = /^(\w+) ?(.*)$/.exec(line ?? '') ?? []
  return line === undefined ? null : { code, text }
}

/** A value of any of the programs as text: 1.0 and 1 are one number, and so are 0.1 + 0.2 and 0.3. */
export function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (Buffer.isBuffer(value) || value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (typeof value === 'boolean') return value ? '1' : '0'
  const text = String(value)
  return /^-?\d+\.\d+(e[-+]\d+)?$/.test(text) ? String(Number(Number(text).toPrecision(12))) : text
}
