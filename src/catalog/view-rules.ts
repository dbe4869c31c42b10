import type { SearchTerm } from '../mail/search-term.ts'
import { pushLabel } from './pushdown-rules.ts'
import type { PushdownRule } from './table.ts'

/*
 * Rules of columns whose rows are parts of a message. Such a term finds the messages that have one fitting row; their other
 * rows come with them, so none of these is exact.
 */

/** A label as a row: = and IN; a message that has the label is found, with all its labels. */
export const pushRowLabel: PushdownRule = (comparison, context) => {
  if (comparison.op !== '=' && comparison.op !== 'in') return null
  const values = comparison.op === 'in' ? comparison.values : [comparison.value]
  const terms: SearchTerm[] = []
  for (const value of values) {
    const pushed = pushLabel({ op: 'has', value }, context)
    if (!pushed) return null
    terms.push(pushed.term)
  }
  return { term: terms.length === 1 ? terms[0]! : { kind: 'or', terms }, exact: false }
}

/**
 * Octets of a part as encoded: =, > and >=. A message is larger than each of its parts. Half of the number is asked for,
 * because a server may count a line end as one octet here and as two there, and a line has at least one more.
 */
export const pushPartSize: PushdownRule = comparison => {
  if (comparison.op !== '=' && comparison.op !== '>' && comparison.op !== '>=') return null
  const { value } = comparison
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 2) return null
  const bytes = Math.floor(value / 2) - 1
  return bytes > 4_294_967_295 ? null : { term: { kind: 'larger', bytes }, exact: false }
}
