import type { SearchTerm } from '../mail/search-term.ts'
import type { SearchTotal } from '../mail/source.ts'
import { failure } from './errors.ts'
import { compileSearch } from './search-keys.ts'
import { splitTerm } from './search-split.ts'
import type { Session } from './session.ts'
import { type Token, textOf, uintOf } from './tokens.ts'
import { cleanUids, expandUidSet } from './uid-set.ts'
import type { Untagged } from './untagged.ts'
import { type Attribute, atom } from './wire.ts'

/**
 * UID SEARCH, as ESEARCH RETURN (ALL) where the server has it: 100,000 hits are then some bytes. Ascending.
 */
export async function search(session: Session, term: SearchTerm): Promise<number[]> {
  const parts = splitTerm(term)
  const found: number[][] = []
  for (const part of parts) found.push(await searchOnce(session, part))
  return found.length === 1 ? found[0]! : cleanUids(found.flat())
}

/**
 * ESEARCH RETURN (COUNT), (MIN MAX COUNT); without ESEARCH, or when the term needs several commands that may overlap, by
 * listing. In the order of `wanted`; MIN and MAX of nothing are null.
 */
export async function totals(
  session: Session,
  term: SearchTerm,
  wanted: readonly SearchTotal[],
): Promise<(number | null)[]> {
  if (!session.has('ESEARCH') || splitTerm(term).length > 1)
    return totalsOf(await search(session, term), wanted)
  // An empty answer has no MIN (RFC 4731 §3.1), and one that lacks it is told from that by its COUNT.
  const items = TOTALS.filter(item => item === 'COUNT' || wanted.includes(item))
  const { extended, numbers } = await run(session, items, term)
  if (extended === null) return totalsOf(cleanUids(numbers), wanted)
  const found = uintOf(extended.get('COUNT'))
  return wanted.map(item => {
    const value = uintOf(extended.get(item))
    if (value === null && (found !== 0 || item === 'COUNT'))
      throw failure(
        'PROTOCOL',
        `The mail server answered SEARCH RETURN (${items.join(' ')}) without ${item}.`,
      )
    return value
  })
}

const TOTALS: readonly SearchTotal[] = ['MIN', 'MAX', 'COUNT']

function totalsOf(uids: readonly number[], wanted: readonly SearchTotal[]): (number | null)[] {
  const [min, max] = [uids[0] ?? null, uids.at(-1) ?? null]
  const values = { COUNT: uids.length, MIN: min, MAX: max }
  return wanted.map(item => values[item])
}

async function searchOnce(session: Session, term: SearchTerm): Promise<number[]> {
  const answer = await run(session, ['ALL'], term)
  if (answer.extended === null) return cleanUids(answer.numbers)
  const all = textOf(answer.extended.get('ALL'))
  // No ALL at all is an empty result (RFC 9051 §7.3.4).
  if (all === null) return []
  const uids = await expandUidSet(all)
  if (uids === null)
    throw failure(
      'PROTOCOL',
      `The mail server answered SEARCH with ${session.clean(all).slice(0, 60)}, which is no set of UIDs.`,
    )
  return uids
}

interface Answer {
  /** Items of an ESEARCH response by name; null when the server answered with SEARCH. */
  extended: Map<string, Token> | null
  numbers: number[]
  answered: boolean
}

async function run(
  session: Session,
  items: readonly ('ALL' | SearchTotal)[],
  term: SearchTerm,
): Promise<Answer> {
  const extended = session.has('ESEARCH')
  const keys = compileSearch(term, {
    gmail: session.has('X-GM-EXT-1'),
    condstore: session.has('CONDSTORE'),
    utf8: session.utf8,
  })
  const returns: Attribute[] = extended ? [atom('RETURN'), items.map(atom)] : []
  const answer: Answer = { extended: null, numbers: [], answered: false }
  await session.exec('UID SEARCH', [...returns, ...keys], {
    ESEARCH: untagged => collectExtended(untagged, answer),
    SEARCH: untagged => collectNumbers(untagged, answer),
    FETCH: () => {},
  })
  // A line that was skipped would be read as "nothing found". Plain SEARCH may stay silent when nothing is.
  const [line] = session.takeUnparsed()
  if (line === undefined && (answer.answered || !extended)) return answer
  const detail = line === undefined ? 'it sent no result' : session.clean(line.text).slice(0, 80)
  throw failure('PROTOCOL', `The mail server's answer to SEARCH cannot be read: ${detail}`)
}

function collectNumbers({ numbers, attributes }: Untagged, answer: Answer): void {
  answer.answered = true
  if (numbers !== undefined) for (const number of numbers) answer.numbers.push(number)
  for (const token of attributes ?? []) {
    const number = uintOf(token)
    if (number !== null) answer.numbers.push(number)
  }
}

/** `(TAG "A1") UID ALL 1:3 COUNT 3`. */
function collectExtended({ attributes }: Untagged, answer: Answer): void {
  answer.answered = true
  answer.extended ??= new Map()
  const items = (attributes ?? []).filter(token => textOf(token) !== null)
  let i = textOf(items[0])?.toUpperCase() === 'UID' ? 1 : 0
  for (; i + 1 < items.length; i += 2) answer.extended.set(textOf(items[i])!.toUpperCase(), items[i + 1])
}
