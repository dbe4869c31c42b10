import type { SearchTerm, SystemFlag, UidRange } from '../mail/search-term.ts'
import { GmailSqlError } from '../util/errors.ts'
import { SHORT_MONTHS } from '../util/month-names.ts'
import { type Attribute, assertSafe, atom, isAscii, sequence, shown, stringValue } from './wire.ts'

/** What the session can do, as far as search keys depend on it. */
export interface SearchTraits {
  readonly gmail: boolean
  readonly condstore: boolean
  /** UTF8=ACCEPT is enabled: strings are UTF-8 and CHARSET is forbidden (RFC 6855 §3). */
  readonly utf8: boolean
}

const MAX_UID = 4_294_967_295

const FLAG_KEYS: Readonly<Record<SystemFlag, string>> = {
  '\\Seen': 'SEEN',
  '\\Answered': 'ANSWERED',
  '\\Flagged': 'FLAGGED',
  '\\Deleted': 'DELETED',
  '\\Draft': 'DRAFT',
}

/**
 * A search term as the arguments of SEARCH (RFC 9051 §6.4.4, RFC 7162 §3.1.5, Gmail's X-GM-EXT-1), without
 * RETURN.
 * @throws BAD_VALUE for a value that no key can carry, NOT_SUPPORTED for a key that the server does not have.
 */
export function compileSearch(term: SearchTerm, traits: SearchTraits): Attribute[] {
  const keys = compileTerm(term, traits)
  const needsCharset = !traits.utf8 && keys.some(key => hasNonAscii(key))
  return needsCharset ? [atom('CHARSET'), atom('UTF-8'), ...keys] : keys
}

function hasNonAscii(attribute: Attribute): boolean {
  if (typeof attribute === 'number') return false
  if (!('type' in attribute)) return attribute.some(hasNonAscii)
  return !isAscii(attribute.value.toString())
}

/** The keys of a term; more than one stands for their AND. */
function compileTerm(term: SearchTerm, traits: SearchTraits): Attribute[] {
  switch (term.kind) {
    case 'all':
      return [atom('ALL')]
    case 'and':
      return term.terms.length === 0 ? [atom('ALL')] : term.terms.flatMap(each => compileTerm(each, traits))
    case 'or':
      return compileOr(term.terms.map(each => asOne(compileTerm(each, traits))))
    case 'found':
      return compileTerm(term.search, traits)
    case 'not':
      return [atom('NOT'), ...asOne(compileTerm(term.term, traits))]
    case 'gmMsgId':
    case 'gmThrId':
    case 'gmLabel':
    case 'gmRaw':
      return compileGmail(term, traits)
    default:
      return compileLeaf(term, traits)
  }
}

/** AND of several keys in parentheses, so that OR and NOT take them as one. */
function asOne(keys: Attribute[]): Attribute[] {
  const first = keys[0]
  const single = keys.length === 1 || (isPrefixKey(first) && prefixLength(keys) === keys.length)
  return single ? keys : [keys]
}

/** Number of arguments of each key that takes any; the other keys stand alone. */
const ARITY: ReadonlyMap<string, number> = new Map([
  ...['UID', 'KEYWORD', 'UNKEYWORD', 'LARGER', 'SMALLER', 'SINCE', 'BEFORE', 'SENTSINCE', 'SENTBEFORE'].map(
    k => [k, 1] as const,
  ),
  ...['MODSEQ', 'X-GM-MSGID', 'X-GM-THRID', 'X-GM-LABELS', 'X-GM-RAW'].map(k => [k, 1] as const),
  ...['SUBJECT', 'FROM', 'TO', 'CC', 'BCC', 'BODY', 'TEXT'].map(k => [k, 1] as const),
  ['HEADER', 2],
])

function isPrefixKey(attribute: Attribute | undefined): boolean {
  return typeof attribute === 'object' && 'type' in attribute && attribute.type === 'ATOM'
}

/** How many of the attributes the first search key spans. */
function prefixLength(keys: readonly Attribute[], from = 0): number {
  const key = keys[from]
  if (key === undefined || typeof key === 'number' || !('type' in key)) return 1
  const name = key.value.toString()
  if (name === 'NOT') return 1 + prefixLength(keys, from + 1)
  if (name === 'OR') {
    const left = prefixLength(keys, from + 1)
    return 1 + left + prefixLength(keys, from + 1 + left)
  }
  return 1 + (ARITY.get(name) ?? 0)
}

/**
 * OR takes two keys; a balanced tree keeps the nesting at log₂ of their number. Nothing to choose from
 * matches nothing.
 */
function compileOr(branches: readonly Attribute[][]): Attribute[] {
  const [first, second] = branches
  if (first === undefined) return [atom('NOT'), atom('ALL')]
  if (second === undefined) return first
  const middle = branches.length >> 1
  return [atom('OR'), ...compileOr(branches.slice(0, middle)), ...compileOr(branches.slice(middle))]
}

type GmailTerm = Extract<SearchTerm, { kind: 'gmMsgId' | 'gmThrId' | 'gmLabel' | 'gmRaw' }>
type LeafTerm = Exclude<SearchTerm, GmailTerm | { kind: 'all' | 'and' | 'or' | 'not' | 'found' }>

function compileGmail(term: GmailTerm, traits: SearchTraits): Attribute[] {
  if (!traits.gmail) throw unsupported(`X-GM-EXT-1 (the search for ${term.kind})`)
  switch (term.kind) {
    case 'gmMsgId':
      return [atom('X-GM-MSGID'), atom(gmailId(term.id))]
    case 'gmThrId':
      return [atom('X-GM-THRID'), atom(gmailId(term.id))]
    case 'gmLabel':
      return [atom('X-GM-LABELS'), stringValue(term.label, traits.utf8)]
    case 'gmRaw':
      return [atom('X-GM-RAW'), stringValue(term.query, traits.utf8)]
  }
}

function compileLeaf(term: LeafTerm, traits: SearchTraits): Attribute[] {
  switch (term.kind) {
    case 'uid':
      return term.ranges.length === 0
        ? [atom('NOT'), atom('ALL')]
        : [atom('UID'), sequence(term.ranges.map(uidRange).join(','))]
    case 'newest':
      throw new GmailSqlError('INTERNAL', 'A search for the newest UIDs must be resolved before it is sent.')
    case 'flag':
      return [atom(`${term.set ? '' : 'UN'}${FLAG_KEYS[term.flag]}`)]
    case 'keyword':
      return [atom(term.set ? 'KEYWORD' : 'UNKEYWORD'), atom(keyword(term.keyword))]
    case 'larger':
    case 'smaller':
      return [atom(term.kind.toUpperCase()), atom(octets(term.bytes))]
    case 'since':
    case 'before':
    case 'sentSince':
    case 'sentBefore':
      return [atom(term.kind.toUpperCase()), atom(imapDay(term.day))]
    case 'modSeq':
      return [atom('MODSEQ'), atom(modSeq(term.atLeast, traits))]
    case 'text':
      return [atom(term.field), stringValue(term.value, traits.utf8)]
    case 'header':
      return [atom('HEADER'), stringValue(headerName(term.name), false), stringValue(term.value, traits.utf8)]
  }
}

function uidRange({ from, to }: UidRange): string {
  const valid = (uid: number) => Number.isInteger(uid) && uid >= 1 && uid <= MAX_UID
  if (!valid(from) || (to !== '*' && !valid(to))) throw badValue(`${from}:${to}`, 'a range of UIDs')
  return from === to ? `${from}` : `${from}:${to}`
}

function gmailId(id: string): string {
  if (!/^\d{1,20}$/.test(id) || BigInt(id) > 18_446_744_073_709_551_615n)
    throw badValue(id, 'an unsigned 64 bit number')
  return id
}

/** A keyword is an atom (RFC 9051 §9); quoting it is not allowed. */
function keyword(name: string): string {
  assertSafe(name)
  if (!/^[^\x00-\x20\x7f-\uffff(){%*"\\\]]+$/.test(name)) throw badValue(name, 'an IMAP keyword')
  return name
}

function headerName(name: string): string {
  assertSafe(name)
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(name)) throw badValue(name, 'the name of a header field')
  return name
}

function octets(bytes: number): string {
  if (!Number.isInteger(bytes) || bytes < 0 || bytes > MAX_UID)
    throw badValue(String(bytes), 'a size in octets')
  return String(bytes)
}

function modSeq(value: bigint, traits: SearchTraits): string {
  if (!traits.condstore) throw unsupported('CONDSTORE (the search for MODSEQ)')
  if (value < 0n || value > 9_223_372_036_854_775_807n) throw badValue(String(value), 'a MODSEQ of 63 bits')
  return String(value)
}

/** `YYYY-MM-DD` → `d-Mon-yyyy`. Days outside the calendar are refused: a server would answer BAD or guess. */
function imapDay(day: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  const date = match === null ? Number.NaN : Date.parse(`${day}T00:00:00Z`)
  if (match === null || Number.isNaN(date) || new Date(date).toISOString().slice(0, 10) !== day)
    throw badValue(day, 'a day')
  return `${Number(match[3])}-${SHORT_MONTHS[Number(match[2]) - 1]}-${match[1]}`
}

function badValue(value: string, what: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `${shown(value)} is not ${what}.`)
}

function unsupported(what: string): GmailSqlError {
  return new GmailSqlError('NOT_SUPPORTED', `The mail server does not have ${what}.`, {
    hint: 'Leave that condition out of the search: Pushdown=None searches for nothing.',
  })
}
