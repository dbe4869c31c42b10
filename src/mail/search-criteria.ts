import { GmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'
import { type CriteriaToken, tokenizeCriteria } from './criteria-tokens.ts'
import { dayAfter, dayOfSearch } from './search-date.ts'
import type { SearchTerm, SystemFlag, TextField, UidRange } from './search-term.ts'

const FLAG_KEYS: Readonly<Record<string, SystemFlag>> = {
  SEEN: '\\Seen',
  ANSWERED: '\\Answered',
  FLAGGED: '\\Flagged',
  DELETED: '\\Deleted',
  DRAFT: '\\Draft',
}
const TEXT_KEYS = new Set<string>([
  'SUBJECT',
  'FROM',
  'TO',
  'CC',
  'BCC',
  'BODY',
  'TEXT',
] satisfies TextField[])
/** Keys with an argument, by how it is read. */
const ARGUMENT_KEYS = [
  ...['UID', 'KEYWORD', 'UNKEYWORD', 'LARGER', 'SMALLER', 'MODSEQ', 'HEADER'],
  ...['SINCE', 'BEFORE', 'ON', 'SENTSINCE', 'SENTBEFORE', 'SENTON'],
  ...['X-GM-RAW', 'X-GM-LABELS', 'X-GM-MSGID', 'X-GM-THRID'],
]
const KEYS = [
  ...['ALL', 'NOT', 'OR', ...TEXT_KEYS, ...ARGUMENT_KEYS],
  ...Object.keys(FLAG_KEYS).flatMap(name => [name, `UN${name}`]),
]
/** Keys that exist and are not taken, with the reason. */
const REFUSED: Readonly<Record<string, string>> = {
  NEW: 'Gmail keeps no \\Recent. UNSEEN asks for mail that is not read',
  OLD: 'Gmail keeps no \\Recent. SEEN asks for mail that is read',
  RECENT: 'Gmail keeps no \\Recent. UNSEEN asks for mail that is not read',
  CHARSET: 'Text is sent as UTF-8 anyway',
  RETURN: 'What the search returns is not yours to say',
  YOUNGER: 'SINCE takes a day',
  OLDER: 'BEFORE takes a day',
}
const MAX_DEPTH = 50
const MAX_UID = 4_294_967_295

/**
 * IMAP search keys (RFC 9051 §6.4.4, RFC 7162, X-GM-EXT-1), read token by token: nothing of the text goes on the wire,
 * only what is understood of it, spelled anew.
 * @throws BAD_VALUE naming the token that is wrong.
 */
export function parseSearchCriteria(text: string): SearchTerm {
  return new CriteriaReader(tokenizeCriteria(text)).read()
}

class CriteriaReader {
  readonly #tokens: readonly CriteriaToken[]
  #at = 0
  #depth = 0

  constructor(tokens: readonly CriteriaToken[]) {
    this.#tokens = tokens
  }

  read(): SearchTerm {
    const terms = this.#keys()
    const rest = this.#tokens[this.#at]
    if (rest) throw badCriteria(`"${rest.text}" closes nothing`)
    return allOf(terms)
  }

  #keys(): SearchTerm[] {
    const terms: SearchTerm[] = []
    while (this.#tokens[this.#at] && this.#tokens[this.#at]!.kind !== 'close') terms.push(this.#key())
    if (terms.length > 0) return terms
    throw badCriteria('a search key is missing')
  }

  #key(): SearchTerm {
    const token = this.#tokens[this.#at++]
    if (!token) throw badCriteria('it ends where a search key must stand')
    if (++this.#depth > MAX_DEPTH)
      throw badCriteria(`it is nested more than ${MAX_DEPTH} deep at "${token.text}"`)
    const term = token.kind === 'open' ? this.#group() : this.#named(token)
    this.#depth--
    return term
  }

  #group(): SearchTerm {
    const terms = this.#keys()
    if (this.#tokens[this.#at++]?.kind !== 'close') throw badCriteria('a "(" is not closed')
    return allOf(terms)
  }

  #named(token: CriteriaToken): SearchTerm {
    const name = token.text.toUpperCase()
    if (token.kind !== 'atom' || /^[\d*]/.test(name)) throw noKey(token)
    const flag = FLAG_KEYS[name] ?? FLAG_KEYS[name.replace(/^UN/, '')]
    if (flag) return { kind: 'flag', flag, set: name in FLAG_KEYS }
    if (TEXT_KEYS.has(name)) return { kind: 'text', field: name as TextField, value: this.#argument(name) }
    switch (name) {
      case 'ALL':
        return { kind: 'all' }
      case 'NOT':
        return { kind: 'not', term: this.#key() }
      case 'OR':
        return { kind: 'or', terms: [this.#key(), this.#key()] }
      case 'HEADER':
        return { kind: 'header', name: this.#headerName(), value: this.#argument(name) }
      default:
        if (!ARGUMENT_KEYS.includes(name)) throw noKey(token)
        return termOf(name, this.#argument(name))
    }
  }

  #argument(key: string): string {
    const token = this.#tokens[this.#at++]
    if (!token || token.kind === 'open' || token.kind === 'close')
      throw badCriteria(`${key} is followed by no value`)
    return token.text
  }

  #headerName(): string {
    const name = this.#argument('HEADER')
    if (/^[\x21-\x39\x3b-\x7e]+$/.test(name)) return name
    throw badCriteria(`"${name}" is not the name of a header field`)
  }
}

function termOf(name: string, value: string): SearchTerm {
  switch (name) {
    case 'UID':
      return { kind: 'uid', ranges: uidRanges(value) }
    case 'KEYWORD':
    case 'UNKEYWORD':
      return { kind: 'keyword', keyword: keyword(value), set: name === 'KEYWORD' }
    case 'LARGER':
    case 'SMALLER':
      return {
        kind: name === 'LARGER' ? 'larger' : 'smaller',
        bytes: Number(decimal(name, value, BigInt(MAX_UID))),
      }
    case 'MODSEQ':
      return { kind: 'modSeq', atLeast: decimal(name, value, 2n ** 63n - 1n) }
    case 'X-GM-MSGID':
    case 'X-GM-THRID':
      return {
        kind: name === 'X-GM-MSGID' ? 'gmMsgId' : 'gmThrId',
        id: String(decimal(name, value, 2n ** 64n - 1n)),
      }
    case 'X-GM-LABELS':
      return { kind: 'gmLabel', label: value }
    case 'X-GM-RAW':
      return { kind: 'gmRaw', query: value }
    default:
      return dayTerm(name, value)
  }
}

/** ON a day is from it to before the next. */
function dayTerm(name: string, value: string): SearchTerm {
  const day = dayOfSearch(value)
  if (!day) throw badCriteria(`"${value}" is not a day`, 'Days are written 1-Jan-2026 or 2026-01-01.')
  const [since, before] = name.startsWith('SENT')
    ? (['sentSince', 'sentBefore'] as const)
    : (['since', 'before'] as const)
  if (name.endsWith('SINCE')) return { kind: since, day }
  if (name.endsWith('BEFORE')) return { kind: before, day }
  return {
    kind: 'and',
    terms: [
      { kind: since, day },
      { kind: before, day: dayAfter(day) },
    ],
  }
}

function uidRanges(value: string): UidRange[] {
  return value.split(',').map(part => {
    const [from, to, more] = part.split(':').map(uid => (uid === '*' ? ('*' as const) : uidOf(uid)))
    if (from === null || to === null || more !== undefined || from === undefined)
      throw badCriteria(`"${value}" is not a set of UIDs`, 'A set is written 5, 1:20,31 or 100:*.')
    const last = to ?? from
    // The two ends of a range may come in either order (RFC 9051 §9).
    if (from === '*') return { from: last === '*' ? MAX_UID : last, to: '*' }
    return last === '*' || from <= last ? { from, to: last } : { from: last, to: from }
  })
}

function uidOf(text: string): number | null {
  const uid = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0
  return uid >= 1 && uid <= MAX_UID ? uid : null
}

function keyword(value: string): string {
  if (/^[^\x00-\x20\x7f-\uffff(){%*"\\\]]+$/.test(value)) return value
  throw badCriteria(`"${value}" is not a keyword`, 'System flags have keys of their own: SEEN, FLAGGED …')
}

function decimal(name: string, value: string, highest: bigint): bigint {
  if (/^\d{1,20}$/.test(value) && BigInt(value) <= highest) return BigInt(value)
  throw badCriteria(`"${value}" is not a number that ${name} takes`)
}

function allOf(terms: readonly SearchTerm[]): SearchTerm {
  return terms.length === 1 ? terms[0]! : { kind: 'and', terms }
}

function noKey({ text }: CriteriaToken): GmailSqlError {
  const name = text.toUpperCase()
  if (/^[\d*]/.test(text))
    return badCriteria(
      `"${text}" is a set of sequence numbers`,
      'Rows are known by UID: write UID before it.',
    )
  const near = nearest(name, KEYS)
  const hint = Object.hasOwn(REFUSED, name) ? `${REFUSED[name]}.` : near && `Did you mean ${near}?`
  return badCriteria(`"${text}" is not a search key`, hint ?? `There are ${KEYS.join(', ')}.`)
}

function badCriteria(problem: string, hint?: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `SearchCriteria: ${problem}`, {
    hint: hint ?? 'It takes the search keys of IMAP: UNSEEN LARGER 1000000 SUBJECT "two words".',
  })
}
