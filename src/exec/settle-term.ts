import { ownLabel } from '../mail/labels.ts'
import type { SearchTerm } from '../mail/search-term.ts'
import type { Mailbox, MailboxState } from '../mail/source.ts'
import { combineTerms } from '../plan/pushdown.ts'

/**
 * A planned term as it is sent in one mailbox: `newest` as UIDs (where that is the whole mailbox, the term beside it
 * decides nothing), and the mailbox's own label, which all its messages have whatever the server's search says of it.
 */
export function settleTerm(term: SearchTerm, mailbox: Mailbox, { uidNext }: MailboxState): SearchTerm {
  const own = ownLabel(mailbox)
  const settle = (part: SearchTerm): SearchTerm => {
    switch (part.kind) {
      case 'newest':
        return uidNext <= part.uids + 1
          ? { kind: 'all' }
          : { kind: 'uid', ranges: [{ from: uidNext - part.uids, to: '*' }] }
      case 'gmLabel':
        return part.label === own ? { kind: 'all' } : part
      case 'and':
      case 'or':
        return combineTerms(part.kind, part.terms.map(settle))
      case 'not':
        return { kind: 'not', term: settle(part.term) }
      default:
        return part
    }
  }
  return settle(term)
}
