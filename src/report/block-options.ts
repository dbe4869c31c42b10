import { GmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'

/** What a block can be shown as, and what it is, for the help and the pages. */
export const BLOCK_KINDS = {
  bar: 'bars; lying ones where the names are long',
  line: 'a line for each column of numbers',
  area: 'the same, filled',
  pie: 'parts of a whole',
  heatmap: 'a grid of two columns, coloured by a third',
  treemap: 'areas as large as their numbers',
  table: 'the rows',
  number: 'the columns of the first row, large',
} as const

export type BlockKind = keyof typeof BLOCK_KINDS

/** Lists of columns that say how their numbers are written. */
export const FORMAT_OPTIONS = ['bytes', 'percent', 'plain'] as const
export type NumberFormat = (typeof FORMAT_OPTIONS)[number]

const TEXT_OPTIONS = ['title', 'x', 'value', 'series', 'data'] as const
const LIST_OPTIONS = ['y', 'bars', ...FORMAT_OPTIONS] as const
const FLAGS = ['stacked', 'horizontal', 'vertical', 'half'] as const
const OPTION_NAMES: readonly string[] = [...TEXT_OPTIONS, ...LIST_OPTIONS, 'limit']

export interface BlockOptions {
  readonly title?: string
  readonly x?: string
  readonly value?: string
  readonly series?: string
  /** The name of a query, where it is not written as a word. */
  readonly data?: string
  readonly y?: readonly string[]
  /** Columns of a table that get a bar beside their numbers. */
  readonly bars?: readonly string[]
  readonly bytes?: readonly string[]
  readonly percent?: readonly string[]
  /** Columns whose numbers are written without separators, as years are. */
  readonly plain?: readonly string[]
  /** Rows of a table, names of a chart. */
  readonly limit?: number
  readonly stacked?: true
  readonly horizontal?: true
  readonly vertical?: true
  /** Half as wide, so that two stand side by side. */
  readonly half?: true
}

/** What stands behind ```sql or ```chart. */
export interface BlockHead {
  readonly kind: BlockKind | undefined
  /** Name of a query. */
  readonly name: string | undefined
  readonly options: BlockOptions
}

const PIECE = /([^\s="']+)=((?:"[^"]*"|'[^']*'|[^\s"'])+)|([^\s="']+)|(\S+)/gu
/** Quotes hold blanks together; they may stand around a part of a value. */
const QUOTED = /"([^"]*)"|'([^']*)'/g

/**
 * Words and `key=value`, in any order: the name of a kind, one other word as the name of the query, flags, options.
 * @throws BAD_VALUE naming what is not understood
 */
export function readBlockHead(text: string): BlockHead {
  const head: { kind?: BlockKind; name?: string } = {}
  const options: Record<string, string | number | true | readonly string[]> = {}
  for (const [, key, value, word, rest] of text.matchAll(PIECE)) {
    if (rest !== undefined) throw notUnderstood(rest)
    if (key !== undefined) options[key] = optionValue(key, (value ?? '').replace(QUOTED, '$1$2'))
    else if (word !== undefined) takeWord(word, head, options)
  }
  const read: BlockOptions = options
  if (read.data !== undefined && head.name !== undefined) {
    throw new GmailSqlError('BAD_VALUE', `the block names two queries: "${head.name}" and "${read.data}"`, {
      hint: 'A block shows one query; leave one of the names out.',
    })
  }
  return { kind: head.kind, name: head.name ?? read.data, options: read }
}

function takeWord(word: string, head: { kind?: BlockKind; name?: string }, options: object): void {
  if ((FLAGS as readonly string[]).includes(word)) Object.assign(options, { [word]: true })
  else if (isKind(word) && head.kind === undefined) head.kind = word
  else if (head.name === undefined && /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(word)) head.name = word
  else throw notUnderstood(word)
}

function isKind(word: string): word is BlockKind {
  return Object.hasOwn(BLOCK_KINDS, word)
}

function optionValue(key: string, value: string): string | number | readonly string[] {
  if ((TEXT_OPTIONS as readonly string[]).includes(key)) return value
  if ((LIST_OPTIONS as readonly string[]).includes(key)) return value.split(',').map(name => name.trim())
  if (key === 'limit') return limitOf(value)
  const near = nearest(key, OPTION_NAMES)
  throw new GmailSqlError('BAD_VALUE', `a block has no option "${key}"`, {
    hint: near ? `Did you mean ${near}?` : `Options are ${OPTION_NAMES.join(', ')}.`,
  })
}

function limitOf(value: string): number {
  const limit = Number(value)
  if (/^\d+$/.test(value) && limit >= 1 && limit <= 100_000) return limit
  throw new GmailSqlError('BAD_VALUE', `limit=${value} is no number of rows`, {
    hint: 'limit takes a whole number from 1 to 100000.',
  })
}

function notUnderstood(word: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `the block does not understand "${word}"`, {
    hint: `Write a kind (${Object.keys(BLOCK_KINDS).join(', ')}), the name of a query, ${FLAGS.join(', ')}, or key=value.`,
  })
}
