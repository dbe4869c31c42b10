import { describeTerm } from '../mail/describe-term.ts'
import type { ContentItem, FetchItem } from '../mail/message.ts'
import type { Plan, Scan, SemiJoin, ServerTotals } from './plan.ts'

export const ITEM_NAMES: Readonly<Record<FetchItem, string>> = {
  flags: 'FLAGS',
  internalDate: 'INTERNALDATE',
  size: 'RFC822.SIZE',
  modSeq: 'MODSEQ',
  msgId: 'X-GM-MSGID',
  threadId: 'X-GM-THRID',
  labels: 'X-GM-LABELS',
  envelope: 'ENVELOPE',
  structure: 'BODYSTRUCTURE',
  references: 'BODY.PEEK[HEADER.FIELDS (REFERENCES)]',
}

const CONTENT_NAMES: Readonly<Record<ContentItem, string>> = {
  header: 'BODY.PEEK[HEADER]',
  text: 'BODY.PEEK[(text parts)]',
  attachments: 'BODY.PEEK[(attachments)]',
  parts: 'BODY.PEEK[(attachments of the rows)]',
  raw: 'BODY.PEEK[]',
}

const KEPT_KINDS: Readonly<Record<string, string>> = { temp: 'Temporary', cached: 'Cached' }

/** The plan as text, one fact a line. */
export function explainPlan(plan: Plan): string[] {
  const lines = [headline(plan)]
  for (const scan of plan.scans) lines.push(...explainScan(scan, plan))
  for (const list of plan.lists)
    lines.push(`  List ${list.resolved.table.name}`, `    columns   ${[...list.read].join(', ') || '(none)'}`)
  for (const table of plan.tables) {
    const kind = KEPT_KINDS[table.resolved.kind]
    if (kind)
      lines.push(`  ${kind} ${table.shownAs}`, `    columns   ${[...table.read].join(', ') || '(none)'}`)
  }
  return lines
}

function headline(plan: Plan): string {
  const { streams, limit, offset } = plan.bounds
  if (plan.serverTotals) return countLine(plan.serverTotals)
  if (plan.dateOrder) return `Run (the newest by date, ${plan.dateOrder.wanted} rows at most)`
  if (!streams) return plan.scans.length === 0 ? 'Run' : 'Run (when the scans are done)'
  const stop = limit === null ? '' : `, stops after ${limit} rows${offset > 0 ? ` behind ${offset}` : ''}`
  return `Run (batch by batch, newest first${stop})`
}

function countLine({ totals }: ServerTotals): string {
  const isCount = totals.every(total => total === 'COUNT')
  return `Count (by the server${isCount ? '' : `: ${totals.join(' ')}`}, nothing is fetched)`
}

function explainScan(scan: Scan, plan: Plan): string[] {
  const paths = scan.mailboxes.join(', ')
  const facts: [string, string][] = [['open', scan.mailboxes.map(path => `EXAMINE ${path}`).join('; ')]]
  facts.push(['search', search(scan, plan)])
  if (scan.words) facts.push(['words', `${describeTerm(scan.words)} -- by the index of the store, superset`])
  for (const { term } of scan.searches)
    facts.push(['server', `${describeTerm(term)} -- the rows that it finds`])
  if (plan.serverTotals) return [`  Scan ${scan.table.shownAs} (${paths})`, ...facts.map(line)]
  const conditions =
    plan.scans.length > 1 ? 'WHERE and ON, whole, in SQLite' : 'the WHERE clause, whole, in SQLite'
  if (scan.semiJoin) facts.push(['keys', keysOf(scan.semiJoin)])
  facts.push(['residual', scan.exact ? 'none' : conditions])
  const fetched = [...scan.items, ...scan.along].map(item => ITEM_NAMES[item])
  facts.push(['fetch', fetched.join(' ') || '(nothing)'])
  if (scan.narrow) facts.push(['narrow', `${scan.narrow.shown} -- before the rest is fetched`])
  const then = [
    ...scan.late.map(item => ITEM_NAMES[item]),
    ...scan.contents.map(content => CONTENT_NAMES[content]),
  ]
  if (then.length > 0) facts.push(['then', then.join(' ')])
  facts.push(['columns', [...(scan.reader ?? scan).table.read].join(', ') || '(none)'])
  if (scan.newest !== null) facts.push(['newest', `${scan.newest} of the mailbox (MaxItems)`])
  return [`  Scan ${scan.table.shownAs} (${paths})`, ...facts.map(line)]
}

function keysOf({ shownAs, column, filtered }: SemiJoin): string {
  const where = filtered ? ', where its conditions hold' : ''
  return `narrowed by the ${column} of ${shownAs}${where}`
}

function line([name, value]: [string, string]): string {
  return `    ${name.padEnd(9)} ${value}`
}

function search(scan: Scan, { bounds, dateOrder, serverTotals }: Plan): string {
  const bound = bounds.candidates === null ? '' : `, the newest ${bounds.candidates}`
  if (dateOrder && scan.term === null) return 'SINCE the day of the last row -- superset'
  if (scan.term === null && serverTotals?.totals.some(total => total !== 'COUNT')) return 'ALL -- exact'
  if (scan.term === null) return `(none: the whole mailbox${bound})`
  if (dateOrder) return `${describeTerm(scan.term)}, and SINCE the day of the last row -- superset`
  return `${describeTerm(scan.term)}${bound} -- ${scan.exact ? 'exact' : 'superset'}`
}
