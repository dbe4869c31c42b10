import { GmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'
import { loadPackage } from './load-package.ts'

/** A value that a statement gets for `:name`. */
export type ReportValue = string | number | null

export interface FrontMatter {
  readonly title: string | undefined
  readonly description: string | undefined
  /** Name to default; null where there is none, so that a value must be given. */
  readonly parameters: ReadonlyMap<string, ReportValue>
}

const KEYS = ['title', 'description', 'parameters'] as const
const OPENING = /^---[ \t]*\r?\n/
const CLOSING = /^---[ \t]*(?:\r?\n|$)/m

/** The text between two lines of `---` at the beginning, and the rest with as many line ends before it. */
export function splitFrontMatter(text: string): { yaml: string; body: string } {
  const opening = OPENING.exec(text)?.[0]
  if (opening === undefined) return { yaml: '', body: text }
  const closing = CLOSING.exec(text.slice(opening.length))
  if (!closing) return { yaml: '', body: text }
  const end = opening.length + closing.index
  const head = text.slice(0, end + closing[0].length)
  // Blank lines keep the line numbers of what follows.
  return { yaml: text.slice(opening.length, end), body: head.replace(/[^\n]/g, '') + text.slice(head.length) }
}

/** @throws BAD_VALUE for what is not YAML, and for what a report has no use for */
export async function readFrontMatter(yaml: string): Promise<FrontMatter> {
  const { parse } = await loadPackage('yaml', () => import('yaml'))
  let read: unknown
  try {
    read = parse(yaml, { maxAliasCount: 0, strict: true })
  } catch (error) {
    throw new GmailSqlError('BAD_VALUE', `the front matter is not YAML: ${firstLine(error)}`, {
      hint: 'Between the two lines of --- stand lines such as "title: Newsletters".',
    })
  }
  const entries = mapOf(read ?? {}, 'the front matter')
  for (const key of entries.keys()) checkKey(key)
  return {
    title: textOf(entries, 'title'),
    description: textOf(entries, 'description'),
    parameters: readParameters(entries.get('parameters') ?? {}),
  }
}

function readParameters(read: unknown): Map<string, ReportValue> {
  const parameters = new Map<string, ReportValue>()
  for (const [name, value] of mapOf(read, 'parameters')) {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
      throw new GmailSqlError('BAD_VALUE', `"${name}" cannot be the name of a parameter`, {
        hint: 'A name is a word of letters, digits and _, as it stands behind the colon in SQL.',
      })
    }
    parameters.set(name, parameterValue(name, value))
  }
  return parameters
}

function parameterValue(name: string, value: unknown): ReportValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  throw new GmailSqlError('BAD_VALUE', `the default of the parameter "${name}" is not one value`, {
    hint: 'Write a number or a text, or nothing where --set must give it.',
  })
}

function checkKey(key: string): void {
  if ((KEYS as readonly string[]).includes(key)) return
  const near = nearest(key, KEYS)
  throw new GmailSqlError('BAD_VALUE', `the front matter has an entry "${key}", which means nothing`, {
    hint: near ? `Did you mean ${near}?` : `It may have ${KEYS.join(', ')}.`,
  })
}

function textOf(entries: ReadonlyMap<string, unknown>, key: string): string | undefined {
  const value = entries.get(key)
  return value === undefined || value === null ? undefined : String(value)
}

function mapOf(read: unknown, what: string): Map<string, unknown> {
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return new Map(Object.entries(read))
  throw new GmailSqlError('BAD_VALUE', `${what} is not a list of names with values`, {
    hint: 'Write lines such as "days: 90".',
  })
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!
}
