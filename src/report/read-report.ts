import type { Token } from 'markdown-it'
import { readExport } from '../sql/export.ts'
import { readStatement, type Statement } from '../sql/statement.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'
import { type BlockHead, type BlockKind, type BlockOptions, readBlockHead } from './block-options.ts'
import { type FrontMatter, readFrontMatter, splitFrontMatter } from './front-matter.ts'
import { isReportBlock, loadMarkdown, type Markdown } from './markdown.ts'

/** A statement of a report. */
export interface Query {
  /** As the report names it; `#3` for the third block, where it does not. */
  readonly name: string
  readonly statement: Statement
  /** Line of the report that its block begins in, from 1. */
  readonly line: number
}

/** Where the rows of a query are shown. */
export interface Figure {
  readonly kind: BlockKind
  readonly query: Query
  readonly options: BlockOptions
  readonly line: number
}

/** A report, read and checked; nothing of it has run. */
export interface Report extends FrontMatter {
  readonly markdown: Markdown
  readonly tokens: readonly Token[]
  readonly queries: readonly Query[]
  /** By the block that shows it; a query that only others show has none. */
  readonly figures: ReadonlyMap<Token, Figure>
}

interface Found {
  readonly token: Token
  readonly head: BlockHead
  readonly line: number
}

/** @throws BAD_VALUE, SYNTAX, NOT_SUPPORTED with the line of the report */
export async function readReport(text: string): Promise<Report> {
  const { yaml, body } = splitFrontMatter(text)
  const matter = await readFrontMatter(yaml)
  const markdown = await loadMarkdown()
  const tokens = markdown.parse(body, {})
  const queries = new Map<string, Query>()
  const asked = new Map<Token, Query>()
  const blocks = tokens.filter(isReportBlock).map(readBlock)
  for (const [index, { token, head, line }] of blocks.entries()) {
    if (!isSql(token)) continue
    const name = head.name ?? `#${index + 1}`
    if (queries.has(name)) throw atLine(line, repeated(name))
    const query = { name, statement: inLine(line, () => readQuery(token.content)), line }
    queries.set(name, query)
    asked.set(token, query)
  }
  const figures = new Map<Token, Figure>()
  for (const { token, head, line } of blocks) {
    const query = asked.get(token) ?? inLine(line, () => namedQuery(head, queries))
    const kind = head.kind ?? (head.name === undefined ? 'table' : undefined)
    if (kind !== undefined) figures.set(token, { kind, query, options: head.options, line })
  }
  return { ...matter, markdown, tokens, queries: [...queries.values()], figures }
}

function isSql(token: Token): boolean {
  return token.info.trim().startsWith('sql')
}

/** The lines inside of a chart's block are options, as the words behind its fence are. */
function readBlock(token: Token): Found {
  const line = (token.map?.[0] ?? 0) + 1
  const words = token.info.trim().replace(/^(?:sql|chart)/, '')
  const head = inLine(line, () => readBlockHead(isSql(token) ? words : `${words}\n${token.content}`))
  return { token, head, line }
}

/** @throws NOT_SUPPORTED for what does more than read */
function readQuery(text: string): Statement {
  const statement = readStatement(text)
  if (['select', 'show', 'explain'].includes(statement.kind) && readExport(statement) === null)
    return statement
  throw new GmailSqlError(
    'NOT_SUPPORTED',
    `a report only reads; its statement begins with ${statement.command}`,
    {
      hint: 'Write a SELECT without INTO. Files are written and mail is changed by the shell: gmailsql -f script.sql.',
    },
  )
}

function namedQuery({ kind, name }: BlockHead, queries: ReadonlyMap<string, Query>): Query {
  if (kind === undefined || name === undefined) {
    throw new GmailSqlError(
      'BAD_VALUE',
      `a chart names its kind and a query: ${kind ?? 'the kind'} is not enough`,
      {
        hint: 'For example: ```chart bar senders```.',
      },
    )
  }
  const query = queries.get(name)
  if (query) return query
  const near = nearest(name, queries.keys())
  const names = [...queries.keys()].filter(known => !known.startsWith('#')).join(', ')
  throw new GmailSqlError('BAD_VALUE', `there is no query "${name}" in the report`, {
    hint: near ? `Did you mean ${near}?` : `It has ${names || 'none with a name'}.`,
  })
}

function repeated(name: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `two queries are called "${name}"`, {
    hint: 'Give each its own name; ```chart shows a query a second time.',
  })
}

function inLine<T>(line: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw isGmailSqlError(error) ? atLine(line, error) : error
  }
}

/** The error, its message with the line of the report; positions count from the line below the fence. */
export function atLine(line: number, error: GmailSqlError): GmailSqlError {
  const { code, message, hint, position } = error
  const place = position ? `line ${line + position.line}, column ${position.column}` : `line ${line}`
  return new GmailSqlError(code, `${place} of the report: ${message}`, { hint })
}
