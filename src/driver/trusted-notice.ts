import { describeTerm } from '../mail/describe-term.ts'
import type { SearchTerm } from '../mail/search-term.ts'
import type { Plan } from '../plan/plan.ts'
import type { Notice } from '../util/notice.ts'

/** What the server alone decides under Pushdown=Trusted, if anything. */
export function trustedNotice({ scans }: Plan): Notice | null {
  const texts = new Set(scans.flatMap(({ term }) => (term ? textsIn(term) : [])))
  if (texts.size === 0) return null
  const message = `Pushdown=Trusted: the server was asked for ${[...texts].join(', ')}; a message that its search does not find is not in the result`
  return { code: 'PUSHDOWN', message }
}

/** Not those of a search that the statement names: their meaning is the server's. */
function textsIn(term: SearchTerm): string[] {
  switch (term.kind) {
    case 'and':
    case 'or':
      return term.terms.flatMap(textsIn)
    case 'not':
      return textsIn(term.term)
    case 'text':
    case 'header':
      return [describeTerm(term)]
    default:
      return []
  }
}
