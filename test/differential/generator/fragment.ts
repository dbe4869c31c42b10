/**
 * A piece of a statement in two spellings: as a user of gmailsql writes it, and as plain SQLite over ordinary tables
 * (the oracle's). `plain` is null where the oracle knows nothing, and makes everything null that it is part of.
 */
export interface Fragment {
  readonly user: string
  readonly plain: string | null
}

export type Piece = Fragment | string | number

/** Template tag: texts stand for both spellings. */
export function sql(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Fragment {
  let user = texts[0]!
  let plain: string | null = texts[0]!
  pieces.forEach((piece, index) => {
    const after = texts[index + 1]!
    const isFragment = typeof piece === 'object'
    user += (isFragment ? piece.user : piece) + after
    const part: Piece | null = isFragment ? piece.plain : piece
    plain = plain === null || part === null ? null : plain + part + after
  })
  return { user, plain }
}

export const EMPTY: Fragment = { user: '', plain: '' }

/** The same text in both spellings. */
export function same(text: string): Fragment {
  return { user: text, plain: text }
}

export function both(user: string, plain: string): Fragment {
  return { user, plain }
}

/** A text that the oracle cannot judge. */
export function userOnly(text: string): Fragment {
  return { user: text, plain: null }
}

export function unjudged(fragment: Fragment): Fragment {
  return { user: fragment.user, plain: null }
}

export function join(fragments: readonly Fragment[], separator: string): Fragment {
  const plains = fragments.map(fragment => fragment.plain)
  return {
    user: fragments.map(fragment => fragment.user).join(separator),
    plain: plains.every(plain => plain !== null) ? plains.join(separator) : null,
  }
}
