import type { Piece } from '../../sql/pieces.ts'

export interface UsedTable {
  readonly table: string
  /** The table's name where it has no other. */
  readonly alias: string
}

const BEFORE_TABLE = new Set(['FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'DESCRIBE', 'DESC'])
/** Words behind a table that are no alias. */
const BEHIND_TABLE = new Set(
  `WHERE ON USING JOIN LEFT RIGHT INNER OUTER FULL CROSS NATURAL GROUP ORDER LIMIT HAVING UNION INTERSECT EXCEPT SET VALUES
SELECT WINDOW AS OFFSET`.split(/\s+/),
)

/** Whether a name of a table comes behind these pieces: behind FROM or JOIN, and behind a comma in their lists. */
export function expectsTable(before: readonly Piece[]): boolean {
  const last = before.at(-1)
  if (!last) return false
  if (last.kind === 'word') return BEFORE_TABLE.has(last.value)
  if (last.value !== ',') return false
  const clause = before.findLast(
    ({ kind, value }) => kind === 'word' && (BEFORE_TABLE.has(value) || BEHIND_TABLE.has(value)),
  )
  return clause?.value === 'FROM'
}

/** The tables that stand behind FROM, JOIN, INTO and UPDATE, also in a statement that is not finished. */
export function tablesInStatement(pieces: readonly Piece[]): UsedTable[] {
  const found: UsedTable[] = []
  for (let at = 0; at < pieces.length; at++) {
    if (!expectsTable(pieces.slice(Math.max(0, at - 40), at))) continue
    const end = pathEnd(pieces, at)
    const name = pieces[end - 1]
    if (!name || !isNamePiece(name)) continue
    const next = pieces[end]?.value === 'AS' ? end + 1 : end
    const alias = pieces[next]
    const hasAlias = alias !== undefined && isNamePiece(alias) && !BEHIND_TABLE.has(alias.value)
    found.push({ table: name.value, alias: hasAlias ? alias.value : name.value })
  }
  return found
}

/** Behind `Mailbox.Inbox`. */
function pathEnd(pieces: readonly Piece[], from: number): number {
  let at = from + 1
  while (pieces[at]?.value === '.' && pieces[at]?.kind === 'symbol') at += 2
  return at
}

export function isNamePiece({ kind }: Piece): boolean {
  return kind === 'word' || kind === 'name'
}
