import type { StoredMailbox } from './stored-mailbox.ts'
import { kindOf, WORD_STAMP, type WordField, type WordKind } from './word-tables.ts'

/** Which texts are looked for in the index. */
export type WordQuery =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly WordQuery[] }
  /** All of the tokens are in the field. */
  | { readonly kind: 'words'; readonly field: WordField; readonly tokens: readonly Token[] }

interface Token {
  /** Letters, digits and marks. */
  readonly text: string
  readonly isPrefix: boolean
}

export function kindsOf(query: WordQuery): ReadonlySet<WordKind> {
  if (query.kind === 'words') return new Set([kindOf(query.field)])
  return new Set(query.terms.flatMap(term => [...kindsOf(term)]))
}

/**
 * UIDs of the mailbox, newest first, of messages that may have the words: those that the index finds, and those that it does not
 * know. Last comes 0, if the index is of this version: else the rest says nothing.
 */
export function candidatesSql(
  { id, state }: StoredMailbox,
  query: WordQuery,
): { readonly sql: string; readonly params: readonly string[] } {
  const params: string[] = []
  const own = `mailbox_id = ${id} AND uid < ${state.uidNext}`
  const kinds = [...kindsOf(query)]
  const stamps = kinds.map(kind => `('${kind}', ?)`).join(', ')
  const sql = `WITH found (key) AS (${keysSql(query, id, params)})
    SELECT l.uid FROM found CROSS JOIN location l ON l.message_key = found.key WHERE ${own}
    UNION SELECT uid FROM location WHERE message_key IS NULL AND ${own}
    UNION SELECT 0 WHERE (SELECT count(*) FROM word_stamp WHERE (kind, stamp) IN (VALUES ${stamps})) = ${kinds.length}
    ORDER BY 1 DESC`
  return { sql, params: [...params, ...kinds.map(() => WORD_STAMP)] }
}

/** Keys of messages that may have the words; `params` gets what its places stand for. */
function keysSql(query: WordQuery, mailboxId: number, params: string[]): string {
  const [kind, other] = kindsOf(query)
  if (kind && !other) {
    params.push(matchText(query))
    return `SELECT rowid AS key FROM ${kind}_words WHERE ${kind}_words MATCH ? UNION ${UNKNOWN[kind](mailboxId)}`
  }
  const { kind: operator, terms } = query as Exclude<WordQuery, { kind: 'words' }>
  // What is of one kind is one search.
  const pure = (['envelope', 'body'] as const).flatMap((kind): WordQuery[] => {
    const own = terms.filter(term => isOf(term, kind))
    return own.length === 0 ? [] : [{ kind: operator, terms: own }]
  })
  const mixed = terms.filter(term => kindsOf(term).size > 1)
  const parts = [...pure, ...mixed].map(term => `SELECT key FROM (${keysSql(term, mailboxId, params)})`)
  return parts.join(operator === 'and' ? ' INTERSECT ' : ' UNION ')
}

function isOf(query: WordQuery, kind: WordKind): boolean {
  const kinds = kindsOf(query)
  return kinds.size === 1 && kinds.has(kind)
}

/** Of the mailbox, or of all: those without the text, and those whose text has not been read into the index. */
const UNKNOWN: Readonly<Record<WordKind, (mailboxId: number) => string>> = {
  envelope: () => 'SELECT key FROM message WHERE has_envelope = 0 UNION SELECT key FROM envelope_pending',
  body: mailboxId => `SELECT message_key AS key FROM location WHERE mailbox_id = ${mailboxId}
    AND message_key NOT IN (SELECT id FROM body_words_docsize) UNION SELECT key FROM body_pending`,
}

/** In the language of FTS5. Tokens hold no quote. */
function matchText(query: WordQuery): string {
  if (query.kind !== 'words')
    return `(${query.terms.map(matchText).join(query.kind === 'and' ? ' AND ' : ' OR ')})`
  const tokens = query.tokens.map(({ text, isPrefix }) => `"${text}"${isPrefix ? ' *' : ''}`)
  const all = `(${tokens.join(' AND ')})`
  // Of one column, no place in it is kept.
  return query.field === 'BODY' ? all : `{"${query.field}"} : ${all}`
}
