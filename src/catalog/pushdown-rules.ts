import type { Day, SearchTerm, SystemFlag, UidRange } from '../mail/search-term.ts'
import type { SqlValue } from '../util/value.ts'
import type { Comparison, ComparisonOperator, PushdownRule, PushedTerm } from './table.ts'

/*
 * One rule a kind of column. Each answers only what it can promise: a superset of the rows that SQLite will accept when
 * it evaluates the same comparison (exact: neither more nor less). In doubt it answers null, and the rows are fetched.
 */

const MAX_UID = 4_294_967_295

/** UID = n, IN, <, <=, >, >=: exact on every server. */
export const pushUid: PushdownRule = comparison => {
  const ranges = uidRanges(comparison)
  return ranges && exact({ kind: 'uid', ranges })
}

function uidRanges(comparison: Comparison): UidRange[] | null {
  if (isOfText(comparison)) return null
  if (comparison.op === 'in') {
    const uids = comparison.values.map(integer)
    return uids.every(uid => uid !== null) ? uids.filter(isUid).map(uid => ({ from: uid, to: uid })) : null
  }
  const value = integer(comparison.value)
  if (value === null || !Number.isSafeInteger(value)) return null
  switch (comparison.op) {
    case '=':
      return range(value, value)
    case '<':
      return range(1, value - 1)
    case '<=':
      return range(1, value)
    case '>':
      return range(value + 1, MAX_UID)
    case '>=':
      return range(value, MAX_UID)
    case '<>':
      return [...range(1, value - 1), ...range(value + 1, MAX_UID)]
  }
}

/** What is no comparison of numbers. */
function isOfText(
  comparison: Comparison,
): comparison is Extract<Comparison, { op: 'has' | 'like' | 'words' }> {
  return comparison.op === 'has' || comparison.op === 'like' || comparison.op === 'words'
}

function range(from: number, to: number): UidRange[] {
  const [low, high] = [Math.max(from, 1), Math.min(to, MAX_UID)]
  return low <= high ? [{ from: low, to: high }] : []
}

function isUid(value: number): boolean {
  return value >= 1 && value <= MAX_UID
}

/** A BOOLEAN column that is a system flag, compared with whole numbers. */
export function pushFlag(flag: SystemFlag): PushdownRule {
  return comparison => {
    const wanted = wantedBooleans(comparison)
    return wanted && pushBooleans(wanted, set => ({ kind: 'flag', flag, set }))
  }
}

/** Membership in the set that the server answers to a search. */
export function pushMembership(found: SearchTerm): PushdownRule {
  return comparison => {
    const wanted = wantedBooleans(comparison)
    return wanted && pushBooleans(wanted, set => (set ? found : { kind: 'not', term: found }))
  }
}

/** A BOOLEAN column that is a Gmail label. */
export function pushLabelFlag(label: string): PushdownRule {
  const pushed = pushMembership({ kind: 'gmLabel', label })
  return (comparison, context) => (context.gmail ? pushed(comparison, context) : null)
}

/** Which of 0 and 1 the comparison is true of; null when its constants are no whole numbers. */
function wantedBooleans(comparison: Comparison): readonly boolean[] | null {
  if (isOfText(comparison)) return null
  const values = (comparison.op === 'in' ? comparison.values : [comparison.value]).map(integer)
  if (!values.every(value => value !== null)) return null
  const { op } = comparison
  return [false, true].filter(each =>
    op === 'in' ? values.includes(Number(each)) : compares(Number(each), op, values[0]!),
  )
}

function compares(left: number, op: ComparisonOperator, right: number): boolean {
  switch (op) {
    case '=':
      return left === right
    case '<>':
      return left !== right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
  }
}

function pushBooleans(wanted: readonly boolean[], termOf: (set: boolean) => SearchTerm): PushedTerm {
  const [only, other] = wanted
  if (only === undefined) return exact({ kind: 'uid', ranges: [] })
  return exact(other === undefined ? termOf(only) : { kind: 'all' })
}

/**
 * RFC822.SIZE: LARGER and SMALLER are strict (RFC 9051 §6.4.4). Exact where the server counts what it sends; Gmail's
 * count is not proven, so there it is a superset only.
 */
export const pushSize: PushdownRule = (comparison, { gmail }) => {
  if (comparison.op === 'in' || isOfText(comparison)) return null
  const value = integer(comparison.value)
  if (value === null || value < 0 || value >= MAX_UID) return null
  const term = sizeTerm(comparison.op, value)
  return term && { term, exact: !gmail }
}

function sizeTerm(op: ComparisonOperator, bytes: number): SearchTerm | null {
  const atLeast: SearchTerm = bytes === 0 ? { kind: 'all' } : { kind: 'larger', bytes: bytes - 1 }
  const atMost: SearchTerm = { kind: 'smaller', bytes: bytes + 1 }
  switch (op) {
    case '>':
      return { kind: 'larger', bytes }
    case '>=':
      return atLeast
    case '<':
      return bytes === 0 ? null : { kind: 'smaller', bytes }
    case '<=':
      return atMost
    case '=':
      return { kind: 'and', terms: [atLeast, atMost] }
    case '<>':
      return null
  }
}

/**
 * INTERNALDATE. SINCE and BEFORE see whole days in the server's or account's own zone (-12 … +14), so a UTC instant is
 * widened by one day on either side; by two when the literal may carry a zone of its own. On Gmail the dates come from
 * an index that lags behind new mail.
 */
export const pushReceivedDate: PushdownRule = (comparison, { gmail }) => {
  if (comparison.op === 'in' || isOfText(comparison) || comparison.op === '<>') return null
  const day = dayOf(comparison.value)
  if (!day) return null
  const since: SearchTerm = { kind: 'since', day: shiftDay(day.day, -day.slack) }
  const before: SearchTerm = { kind: 'before', day: shiftDay(day.day, day.slack + 1) }
  const mayLag = gmail
  switch (comparison.op) {
    case '>':
    case '>=':
      return { term: since, exact: false, mayLag }
    case '<':
    case '<=':
      return { term: before, exact: false, mayLag }
    case '=':
      return { term: { kind: 'and', terms: [since, before] }, exact: false, mayLag }
  }
}

function dayOf(value: SqlValue): { day: Day; slack: number } | null {
  const match = typeof value === 'string' ? /^(\d{4})-(\d\d)-(\d\d)(.*)$/s.exec(value) : null
  if (!match) return null
  const [, year, month, date, rest] = match
  const day = `${year}-${month}-${date}` as Day
  const time = Date.parse(`${day}T00:00:00Z`)
  const isReal = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
  const inRange = Number(year) >= 1000 && Number(year) <= 9990
  if (!isReal || !inRange) return null
  return { day, slack: /^( \d\d:\d\d(:\d\d)?)?$/.test(rest!) ? 1 : 2 }
}

function shiftDay(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10) as Day
}

/** X-GM-MSGID and X-GM-THRID: = and IN of decimal text; exact, on Gmail only. */
export function pushGmailId(kind: 'gmMsgId' | 'gmThrId'): PushdownRule {
  return (comparison, { gmail }) => {
    if (!gmail || (comparison.op !== '=' && comparison.op !== 'in')) return null
    const values = comparison.op === 'in' ? comparison.values : [comparison.value]
    const ids = values.map(gmailId)
    if (!ids.every(id => id !== null)) return null
    const terms: SearchTerm[] = ids.map(id => ({ kind, id }))
    return exact(terms.length === 1 ? terms[0]! : { kind: 'or', terms })
  }
}

function gmailId(value: SqlValue): string | null {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value
  return typeof text === 'string' && /^[1-9]\d{0,19}$/.test(text) && BigInt(text) < 2n ** 64n ? text : null
}

const SYSTEM_LABELS = new Set([
  '\\Inbox',
  '\\Sent',
  '\\Draft',
  '\\Starred',
  '\\Important',
  '\\Spam',
  '\\Trash',
])

/**
 * HAS_LABEL(Labels, 'x'), which `Labels = 'x'` is rewritten to; a JSON array is an equality and is not pushed. A system label in
 * another spelling (`\inbox`) is one for the server, but is not in the column.
 */
export const pushLabel: PushdownRule = (comparison, { gmail }) => {
  if (!gmail || comparison.op !== 'has' || typeof comparison.value !== 'string') return null
  const label = comparison.value
  if (label.startsWith('\\') && !SYSTEM_LABELS.has(label)) return null
  if (label === '' || label.startsWith('[') || /[\x00-\x1f\x7f]/.test(label)) return null
  return exact({ kind: 'gmLabel', label })
}

const FLAG_NAMES: Readonly<Record<string, SystemFlag>> = {
  seen: '\\Seen',
  answered: '\\Answered',
  flagged: '\\Flagged',
  deleted: '\\Deleted',
  draft: '\\Draft',
}

/** HAS_FLAG(Flags, 'Seen' | '\Seen' | 'keyword'). */
export const pushFlagName: PushdownRule = comparison => {
  if (comparison.op !== 'has' || typeof comparison.value !== 'string') return null
  const name = comparison.value
  const flag = FLAG_NAMES[name.replace(/^\\/, '').toLowerCase()]
  if (flag) return exact({ kind: 'flag', flag, set: true })
  return /^[A-Za-z0-9$_.+-]+$/.test(name) ? exact({ kind: 'keyword', keyword: name, set: true }) : null
}

function exact(term: SearchTerm): PushedTerm {
  return { term, exact: true }
}

/** An integer as SQLite's numeric affinity reads it: a number, or text that is one. null: not an integer. */
function integer(value: SqlValue): number | null {
  if (typeof value === 'number') return Number.isInteger(value) ? value : null
  // SQLite's white space is ASCII only: a no-break space makes it a text.
  if (typeof value === 'string' && /^[ \t-\r]*[+-]?\d{1,15}[ \t-\r]*$/.test(value)) return Number(value)
  return null
}
