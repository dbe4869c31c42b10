import type { SearchTerm } from '../mail/search-term.ts'
import type { MailSource, SourceOptions } from '../mail/source.ts'
import { ALL, combineTerms } from '../plan/pushdown.ts'

/**
 * What the server answered to the searches that a statement names: asked once a mailbox, so that every place of the
 * statement sees the same set, however much comes in meanwhile.
 */
export class FoundSets {
  readonly #source: Pick<MailSource, 'search'>
  readonly #options: SourceOptions
  readonly #sets = new Map<string, readonly number[]>()

  constructor(source: Pick<MailSource, 'search'>, options: SourceOptions) {
    this.#source = source
    this.#options = options
  }

  /** UIDs in the examined mailbox, of that path, in ascending order. */
  async of(search: SearchTerm, path: string): Promise<readonly number[]> {
    const key = `${path}\0${JSON.stringify(search, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`
    const known = this.#sets.get(key)
    if (known) return known
    const uids = await this.#source.search(search, this.#options)
    this.#sets.set(key, uids)
    return uids
  }

  /** A search of which parts are such sets: the server decides the rest. In ascending order. */
  async search(term: SearchTerm, path: string): Promise<readonly number[]> {
    if (!holdsFound(term)) return await this.#source.search(term, this.#options)
    switch (term.kind) {
      case 'and':
        return await this.#all(term.terms, path)
      case 'or':
        return await this.#any(term.terms, path)
      case 'not':
        return await this.#all([ALL, term], path)
      default:
        return term.kind === 'found' ? await this.of(term.search, path) : []
    }
  }

  async #all(terms: readonly SearchTerm[], path: string): Promise<readonly number[]> {
    const plain = terms.filter(term => !holdsFound(term))
    const sets = terms.filter(holdsFound)
    const positive = sets.filter(({ kind }) => kind !== 'not')
    const parts =
      plain.length > 0 || positive.length === 0 ? [combineTerms('and', plain), ...positive] : positive
    let uids = await this.search(parts[0]!, path)
    for (const part of parts.slice(1)) uids = kept(uids, await this.search(part, path), true)
    for (const part of sets) {
      if (part.kind === 'not') uids = kept(uids, await this.search(part.term, path), false)
    }
    return uids
  }

  async #any(terms: readonly SearchTerm[], path: string): Promise<readonly number[]> {
    const plain = terms.filter(term => !holdsFound(term))
    const uids = new Set(plain.length > 0 ? await this.search(combineTerms('or', plain), path) : [])
    for (const term of terms.filter(holdsFound)) {
      for (const uid of await this.search(term, path)) uids.add(uid)
    }
    return [...uids].sort((a, b) => a - b)
  }
}

function kept(uids: readonly number[], others: readonly number[], isWanted: boolean): readonly number[] {
  const set = new Set(others)
  return uids.filter(uid => set.has(uid) === isWanted)
}

/** Whether the server alone knows what it finds. */
export function holdsFound(term: SearchTerm): boolean {
  switch (term.kind) {
    case 'found':
      return true
    case 'and':
    case 'or':
      return term.terms.some(holdsFound)
    case 'not':
      return holdsFound(term.term)
    default:
      return false
  }
}
