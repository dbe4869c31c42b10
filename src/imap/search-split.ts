import type { SearchTerm } from '../mail/search-term.ts'
import { MAX_LINE } from './uid-set.ts'

/** What the tag, `UID SEARCH RETURN (COUNT) CHARSET UTF-8` and the line end take, generously. */
const OVERHEAD = 100

/**
 * Terms whose union is the term, each short enough for one command line. Long are UID sets and ORs; they are
 * cut where they stand alone or under AND. What cannot be cut (a long term under NOT) stays, and the server
 * decides.
 */
export function splitTerm(term: SearchTerm, limit: number = MAX_LINE - OVERHEAD): SearchTerm[] {
  if (lengthOf(term) <= limit) return [term]
  switch (term.kind) {
    case 'uid':
      return term.ranges.length < 2
        ? [term]
        : halves(term.ranges).flatMap(ranges => splitTerm({ kind: 'uid', ranges }, limit))
    case 'or':
      if (term.terms.length === 1) return splitTerm(term.terms[0]!, limit)
      return term.terms.length === 0
        ? [term]
        : halves(term.terms).flatMap(terms => splitTerm({ kind: 'or', terms }, limit))
    case 'and':
      return splitAnd(term.terms, limit)
    default:
      return [term]
  }
}

/** a AND (b ∪ c) = (a AND b) ∪ (a AND c), with the longest operand that can be cut. */
function splitAnd(terms: readonly SearchTerm[], limit: number): SearchTerm[] {
  const whole: SearchTerm = { kind: 'and', terms }
  const order = terms.map((term, at) => ({ at, length: lengthOf(term) })).sort((a, b) => b.length - a.length)
  for (const { at, length } of order) {
    const rest = lengthOf(whole) - length
    const parts = splitTerm(terms[at]!, Math.max(limit - rest, 50))
    if (parts.length > 1)
      return parts.flatMap(part => splitTerm({ kind: 'and', terms: terms.with(at, part) }, limit))
  }
  return [whole]
}

function halves<T>(items: readonly T[]): [readonly T[], readonly T[]] {
  const middle = items.length >> 1
  return [items.slice(0, middle), items.slice(middle)]
}

/** Octets of the term in a command line, an upper bound except for escapes. */
function lengthOf(term: SearchTerm): number {
  switch (term.kind) {
    case 'and':
    case 'or':
      return term.terms.reduce((sum, each) => sum + lengthOf(each) + 6, 0)
    case 'found':
      return lengthOf(term.search)
    case 'not':
      return lengthOf(term.term) + 6
    case 'uid':
      return term.ranges.reduce(
        (sum, { from, to }) => sum + String(from).length + (from === to ? 1 : String(to).length + 2),
        4,
      )
    case 'text':
    case 'header':
      // Long values travel as literals, which are not part of the line.
      return 40 + Math.min(term.value.length * 3, 1000)
    case 'gmRaw':
      return 40 + Math.min(term.query.length * 3, 1000)
    case 'gmLabel':
      return 40 + Math.min(term.label.length * 3, 1000)
    default:
      return 40
  }
}
