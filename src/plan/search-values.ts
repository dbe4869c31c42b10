import { parseSearchCriteria } from '../mail/search-criteria.ts'
import type { SearchTerm, TextField } from '../mail/search-term.ts'
import type { ServerTraits } from '../mail/source.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { SqlValue } from '../util/value.ts'

/**
 * `GmailSearch = value`: the search box of Gmail.
 * @throws NOT_SUPPORTED on another server, BAD_VALUE for what no search box takes.
 */
export function gmailSearchTerm(name: string, value: SqlValue, { gmail }: ServerTraits): SearchTerm {
  if (!gmail) {
    throw new GmailSqlError(
      'NOT_SUPPORTED',
      `${name} is Gmail’s own search, which this server does not have`,
      {
        hint: `SearchCriteria = 'SUBJECT "word" SINCE 1-Jan-2026' takes the search keys of IMAP.`,
      },
    )
  }
  return { kind: 'gmRaw', query: searchText(name, value) }
}

/**
 * `SearchCriteria = value`: search keys of IMAP.
 * @throws BAD_VALUE naming the token, NOT_SUPPORTED for a key that the server does not have.
 */
export function searchCriteriaTerm(value: SqlValue, traits: ServerTraits): SearchTerm {
  const term = parseSearchCriteria(searchText('SearchCriteria', value))
  const missing = missingKey(term, traits)
  if (missing !== null)
    throw new GmailSqlError('NOT_SUPPORTED', `SearchCriteria: this server does not have ${missing}`, {
      hint: 'Leave that key out; columns in WHERE say the same on every server.',
    })
  return term
}

function searchText(name: string, value: SqlValue): string {
  if (typeof value !== 'string' || value.trim() === '') {
    const given = value === null ? 'NULL' : typeof value === 'string' ? 'an empty text' : 'no text'
    throw new GmailSqlError('BAD_VALUE', `${name} is compared with a text, and this is ${given}`)
  }
  if (!/[\r\n\0]/.test(value)) return value
  throw new GmailSqlError(
    'BAD_VALUE',
    `${name} ${JSON.stringify(value.slice(0, 60))} contains a control character`,
    {
      hint: 'A search is one line: remove line ends and NUL.',
    },
  )
}

function missingKey(term: SearchTerm, traits: ServerTraits): string | null {
  switch (term.kind) {
    case 'and':
    case 'or':
      return term.terms.map(each => missingKey(each, traits)).find(key => key !== null) ?? null
    case 'not':
      return missingKey(term.term, traits)
    case 'gmRaw':
    case 'gmLabel':
    case 'gmMsgId':
    case 'gmThrId':
      return traits.gmail ? null : 'the keys of Gmail (X-GM-EXT-1)'
    case 'modSeq':
      return traits.condstore ? null : 'mod-sequences (CONDSTORE)'
    default:
      return null
  }
}

/** `CONTAINS(column, words)` as the server's own word search; null for words that it cannot be asked for. */
export function wordsTerm(field: TextField, value: SqlValue): SearchTerm | null {
  const words = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value
  const isAskable = typeof words === 'string' && /[\p{L}\p{N}]/u.test(words) && !/[\x00-\x1f\x7f]/.test(words)
  return isAskable ? { kind: 'text', field, value: words } : null
}
