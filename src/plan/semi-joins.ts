import type { FetchItem } from '../mail/message.ts'
import type { Token } from '../sql/lexer.ts'
import { quoteName } from '../sql/lexer.ts'
import type { StatementShape } from '../sql/shape.ts'
import { type KeyLink, keyLinks } from './key-links.ts'
import type { NamedStatement, NamedTable } from './name-tables.ts'
import { ownConditions } from './own-conditions.ts'
import type { PlannedTable, Scan } from './plan.ts'

export interface SemiJoinInput {
  readonly tokens: readonly Token[]
  readonly shape: StatementShape
  readonly named: NamedStatement
  readonly tables: readonly PlannedTable[]
  readonly gmail: boolean
}

/** A scan in want of its place in the order, with what its table's own WHERE says of it. */
interface Candidate {
  readonly scan: Scan
  readonly table: PlannedTable
  readonly conditions: string | null
}

/**
 * The scans in the order in which to bring them: first those that their conditions make small, then those of which only messages
 * with the keys of these are needed.
 */
export function semiJoinScans(scans: readonly Scan[], input: SemiJoinInput): Scan[] {
  const links = keyLinks(input.tokens, input.shape, input.named)
  if (links.length === 0) return [...scans]
  const waiting = scans.map(scan => candidateOf(scan, input))
  const ordered: Candidate[] = []
  while (waiting.length > 0) {
    const next = nextOf(waiting, ordered, links)
    waiting.splice(waiting.indexOf(next), 1)
    ordered.push(joined(next, ordered, links, input.gmail))
  }
  return ordered.map(({ scan }) => scan)
}

function candidateOf(scan: Scan, { tokens, named, tables }: SemiJoinInput): Candidate {
  const view = (scan.reader ?? scan).table.view
  const index = named.tables.findIndex(table => table.view === view)
  const table = tables[index]!
  return { scan, table, conditions: ownConditions(named.tables[index]!, table.read, { tokens, named }) }
}

/** How much of its mailbox a scan may need: 0 what a search finds … 3 all of it. */
function breadth({ scan, conditions }: Candidate): number {
  if (scan.term || scan.semiJoin) return 0
  if (conditions !== null) return 1
  return scan.table.resolved.kind === 'mailbox' ? 2 : 3
}

/** The narrowest, unless it could be narrowed by another that it cannot narrow in turn; as the statement names them. */
function nextOf(
  waiting: readonly Candidate[],
  done: readonly Candidate[],
  links: readonly KeyLink[],
): Candidate {
  const linked = (target: Candidate, source: Candidate) => linksBetween(target, source, links).length > 0
  const reached = waiting.filter(target => done.some(source => breadth(source) < 3 && linked(target, source)))
  const choice = reached.length > 0 ? reached : waiting
  const free = choice.filter(
    target =>
      !waiting.some(source => breadth(source) < 3 && linked(target, source) && !linked(source, target)),
  )
  const [first] = [...(free.length > 0 ? free : choice)].sort((a, b) => breadth(a) - breadth(b))
  return first!
}

function isOf(table: NamedTable, candidate: Candidate): boolean {
  return table.view === candidate.table.view
}

function joined(
  target: Candidate,
  done: readonly Candidate[],
  links: readonly KeyLink[],
  gmail: boolean,
): Candidate {
  if (target.scan.newest !== null) return target
  const found = done
    .flatMap(source => linksBetween(target, source, links).map(link => ({ link, source })))
    .filter(({ link, source }) => isNarrow(source, link) && isWorthIt(target.scan, link, gmail))
    .sort((a, b) => breadth(a.source) - breadth(b.source))
  const [best] = found
  return best ? { ...target, scan: { ...target.scan, semiJoin: semiJoinOf(best) } } : target
}

function linksBetween(target: Candidate, source: Candidate, links: readonly KeyLink[]): KeyLink[] {
  return links.filter(link => isOf(link.target, target) && isOf(link.source, source))
}

/** Whether the source has fewer keys than its mailbox, and has them in its rows. */
function isNarrow(source: Candidate, { column, filtered }: KeyLink): boolean {
  const isSmall = breadth(source) === 1 ? filtered : breadth(source) < 3
  return isSmall && source.table.read.has(column)
}

/** To find a key among others, the keys of the mailbox may have to be fetched: that must be less than what is wanted. */
function isWorthIt({ items, contents }: Scan, { key }: KeyLink, gmail: boolean): boolean {
  const known: readonly FetchItem[] =
    key === 'MsgId' ? ['msgId'] : gmail ? ['msgId', 'threadId'] : ['msgId', 'envelope', 'references']
  return contents.length > 0 || items.some(item => !known.includes(item))
}

function semiJoinOf({
  link,
  source,
}: {
  readonly link: KeyLink
  readonly source: Candidate
}): Scan['semiJoin'] {
  const conditions = link.filtered ? source.conditions : null
  const column = quoteName(link.column)
  const where = conditions === null ? '' : ` WHERE ${conditions}`
  return {
    key: link.key,
    shownAs: link.source.ref.alias ?? link.source.shownAs,
    column: link.column,
    sql: `SELECT DISTINCT own.${column} FROM temp.${quoteName(source.table.view)} AS own${where}`,
    filtered: conditions !== null,
  }
}
