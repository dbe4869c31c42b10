import type { SearchTerm } from '../mail/search-term.ts'
import type { Scan } from '../plan/plan.ts'
import { wantedTokens } from '../sql/functions/word-tokens.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import type { WordQuery } from '../store/word-query.ts'
import type { ExecContext } from './context.ts'

/** What the store holds already of a whole mailbox is not narrowed to most of it. */
const MANY = 0.25

/** Of the candidates, where the store keeps an index of words, those that may have the scan's. The statement looks at them again. */
export async function withKeptWords(
  candidates: { readonly mailbox: StoredMailbox; readonly uids: readonly number[] | null },
  { words, contents = [] }: Partial<Pick<Scan, 'words' | 'contents'>>,
  { words: index, call }: ExecContext,
): Promise<typeof candidates> {
  const { mailbox, uids } = candidates
  const query = words && uids?.length !== 0 ? queryOf(words) : null
  const found = query && index && (await index.candidates(mailbox, query, call))
  if (!found) return candidates
  const isMany = contents.length === 0 && found.length > mailbox.state.exists * MANY
  if (uids === null) return isMany ? candidates : { mailbox, uids: found }
  const set = new Set(found)
  return { mailbox, uids: uids.filter(uid => set.has(uid)) }
}

/** Null where the words say nothing of what the index has. */
function queryOf(term: SearchTerm): WordQuery | null {
  if (term.kind === 'text') {
    const tokens = wantedTokens(term.value)
    return term.field === 'TEXT' || tokens.length === 0 ? null : { kind: 'words', field: term.field, tokens }
  }
  if (term.kind !== 'and' && term.kind !== 'or') return null
  const queries = term.terms.map(queryOf)
  const terms = queries.filter(query => query !== null)
  if (terms.length === 0 || (term.kind === 'or' && terms.length < queries.length)) return null
  return { kind: term.kind, terms }
}
