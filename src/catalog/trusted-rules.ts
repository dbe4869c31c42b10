import type { SearchTerm, TextField } from '../mail/search-term.ts'
import type { SqlValue } from '../util/value.ts'
import type { PushdownRule, PushedTerm } from './table.ts'

/*
 * What Pushdown=Trusted sends besides: texts, by the server's own search. That this finds every message which is equal is
 * what servers do as a rule; none promises it.
 */

/** A text of the header: equality by its ASCII words; where a search is for parts of words, LIKE by its longest. */
export function pushTrusted(field: TextField): PushdownRule {
  return (comparison, { gmail }) => {
    switch (comparison.op) {
      case '=':
        return superset(equalTerm(field, comparison.value), gmail)
      case 'in':
        return superset(anyOf(comparison.values.map(value => equalTerm(field, value))), gmail)
      case 'like':
        return gmail ? null : superset(partTerm(field, comparison.value), gmail)
      default:
        return null
    }
  }
}

/** Message-ID, where it is of the letters that every server's index takes. */
export const pushMessageId: PushdownRule = (comparison, { gmail }) => {
  if (comparison.op !== '=' || typeof comparison.value !== 'string') return null
  const { value } = comparison
  const isPlain = /^<[\w.+=-]+@[\w.-]+>$/.test(value)
  return isPlain ? superset({ kind: 'header', name: 'Message-ID', value }, gmail) : null
}

function superset(term: SearchTerm | null, mayLag: boolean): PushedTerm | null {
  return term && { term, exact: false, mayLag }
}

function anyOf(terms: readonly (SearchTerm | null)[]): SearchTerm | null {
  const kept = terms.filter(term => term !== null)
  return kept.length === terms.length && kept.length > 0 ? { kind: 'or', terms: kept } : null
}

/** An address as a whole, of other texts the words between blanks that are letters and digits of ASCII. */
function equalTerm(field: TextField, value: SqlValue): SearchTerm | null {
  if (typeof value !== 'string') return null
  const isAddress = /^[\w.+=-]+@[\w-]+(?:\.[\w-]+)+$/.test(value)
  const words = isAddress ? [value] : value.split(/\s+/).filter(word => /^[A-Za-z0-9]+$/.test(word))
  const terms = words.map((word): SearchTerm => ({ kind: 'text', field, value: word }))
  if (terms.length === 0) return null
  return terms.length === 1 ? terms[0]! : { kind: 'and', terms }
}

/** The longest ASCII word of what stands between the wildcards. */
function partTerm(field: TextField, pattern: SqlValue): SearchTerm | null {
  if (typeof pattern !== 'string') return null
  const words = pattern.split(/[%_]/).flatMap(piece => piece.match(/[A-Za-z0-9]+/g) ?? [])
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '')
  return longest.length >= 2 ? { kind: 'text', field, value: longest } : null
}
