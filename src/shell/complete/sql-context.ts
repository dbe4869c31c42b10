import { type Piece, piecesOf } from '../../sql/pieces.ts'
import { expectsTable, isNamePiece, tablesInStatement, type UsedTable } from './tables-in-statement.ts'

/** What could stand at the cursor. */
export type Place =
  | { readonly kind: 'table' }
  | { readonly kind: 'procedure' }
  | { readonly kind: 'input'; readonly procedure: string }
  | { readonly kind: 'variable' }
  | { readonly kind: 'column'; readonly of: string }
  | { readonly kind: 'label' }
  | { readonly kind: 'search' }
  | { readonly kind: 'statement' }
  | { readonly kind: 'expression'; readonly tables: readonly UsedTable[] }
  | { readonly kind: 'nothing' }

export interface SqlContext {
  readonly place: Place
  /** What is typed of it, without an opening quote. */
  readonly typed: string
  /** Where it begins in the text, the quote included. */
  readonly start: number
  /** `"`, `[`, a backtick or `'` when the name is being typed in it. */
  readonly quote: string
}

/** Where in a statement the cursor is. */
export function sqlContext(text: string, cursor: number): SqlContext {
  const pieces = currentStatement(piecesOf(text.slice(0, cursor)))
  const word = wordAt(pieces, text, cursor)
  const path = pathAt(pieces, text, cursor)
  if (path) return { ...path, place: { kind: 'table' } }
  const before = pieces.filter(piece => piece.end <= word.start && piece.kind !== 'comment')
  const tables = () => tablesInStatement([...before, ...statementRest(text, cursor)])
  if (word.quote === "'") return { ...word, place: textPlace(before) }
  if (word.kind === 'comment') return { ...word, place: { kind: 'nothing' } }
  return { ...word, place: placeBehind(before, word, tables) }
}

function currentStatement(pieces: readonly Piece[]): readonly Piece[] {
  const semicolon = pieces.findLastIndex(({ kind, value }) => kind === 'symbol' && value === ';')
  return pieces.slice(semicolon + 1)
}

/** FROM may stand behind the cursor. */
function statementRest(text: string, cursor: number): readonly Piece[] {
  const pieces = piecesOf(text.slice(cursor)).filter(({ kind }) => kind !== 'comment')
  const semicolon = pieces.findIndex(({ kind, value }) => kind === 'symbol' && value === ';')
  return semicolon < 0 ? pieces : pieces.slice(0, semicolon)
}

interface Word {
  readonly kind: Piece['kind'] | 'blank'
  readonly typed: string
  readonly start: number
  readonly quote: string
}

function wordAt(pieces: readonly Piece[], text: string, cursor: number): Word {
  const last = pieces.at(-1)
  const nothing = { kind: 'blank', typed: '', start: cursor, quote: '' } as const
  if (!last || last.end < cursor) return nothing
  if (last.kind === 'unfinished') {
    const quote = text[last.start]!
    if (quote === '/') return { ...nothing, kind: 'comment' }
    return { kind: last.kind, typed: text.slice(last.start + 1, cursor), start: last.start, quote }
  }
  const isComment = last.kind === 'comment' && !last.value.endsWith('\n') && !last.value.endsWith('*/')
  if (isComment) return { ...nothing, kind: 'comment' }
  const isWord = last.kind === 'word' || last.kind === 'parameter'
  const isSign = last.kind === 'unknown' && (last.value === '@' || last.value === ':')
  if (!isWord && !isSign) return nothing
  return { kind: last.kind, typed: text.slice(last.start, cursor), start: last.start, quote: '' }
}

/** A name of a mailbox with slashes that is typed without quotes, `Work/P`, where a table may stand; its completion has them. */
function pathAt(pieces: readonly Piece[], text: string, cursor: number): Word | undefined {
  let first = pieces.length
  let start = cursor
  for (const { kind, value, start: from, end } of pieces.toReversed()) {
    const isPart = kind === 'word' || kind === 'number' || value === '/' || value === '-'
    if (!isPart || end !== start) break
    start = from
    first--
  }
  const typed = text.slice(start, cursor)
  if (!/^[^/]+\//.test(typed)) return undefined
  const before = pieces.slice(0, first).filter(({ kind }) => kind !== 'comment')
  return expectsTable(before) ? { kind: 'word', typed, start, quote: '' } : undefined
}

const CALLS = new Set(['EXEC', 'EXECUTE', 'CALL'])

function placeBehind(before: readonly Piece[], word: Word, tables: () => readonly UsedTable[]): Place {
  const [first, second] = before
  const last = before.at(-1)
  if (!last) return { kind: 'statement' }
  if (first && CALLS.has(first.value)) {
    if (last === first) return { kind: 'procedure' }
    if (word.typed.startsWith('@') || word.typed === '')
      return { kind: 'input', procedure: second?.value ?? '' }
  }
  if (word.typed.startsWith(':')) return { kind: 'variable' }
  if (last.kind === 'symbol' && last.value === '.') return placeBehindDot(before, tables())
  if (expectsTable(before)) return { kind: 'table' }
  if (isExplain(before)) return { kind: 'statement' }
  return { kind: 'expression', tables: tables() }
}

function isExplain(before: readonly Piece[]): boolean {
  return before.every(({ value }) => ['EXPLAIN', 'ANALYZE', 'QUERY', 'PLAN', 'DESCRIBE'].includes(value))
}

const SCHEMAS = new Set(['mailbox', 'imap', 'gmail'])

function placeBehindDot(before: readonly Piece[], tables: readonly UsedTable[]): Place {
  const name = before.at(-2)?.value ?? ''
  const used = tables.find(({ alias }) => alias.toLowerCase() === name.toLowerCase())
  if (used) return { kind: 'column', of: used.table }
  return SCHEMAS.has(name.toLowerCase()) ? { kind: 'table' } : { kind: 'column', of: name }
}

/** What a text is compared with decides what it may be: the nearest name before it. */
function textPlace(before: readonly Piece[]): Place {
  const name = before.findLast(
    piece => isNamePiece(piece) && !['IN', 'LIKE', 'NOT', 'IS', 'OR', 'AND'].includes(piece.value),
  )
  const input = before.findLast(({ kind, value }) => kind === 'parameter' || value === ',')
  const word = (input?.kind === 'parameter' ? input.value.slice(1) : (name?.value ?? '')).toUpperCase()
  if (word === 'GMAILSEARCH') return { kind: 'search' }
  return LABEL_NAMES.has(word) ? { kind: 'label' } : { kind: 'nothing' }
}

const LABEL_NAMES = new Set(
  'LABELS LABEL HAS_LABEL HAS_LABELS MAILBOX MAILBOXNAME DESTINATION TARGETMAILBOX NEWMAILBOX NAME'.split(
    ' ',
  ),
)
