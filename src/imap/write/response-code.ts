import { isList, type Token, textOf } from '../tokens.ts'

/** The arguments of `[CODE a b]` at the begin of a status response, or null when it has another code or none. */
export function codeArguments(
  attributes: readonly Token[] | undefined,
  code: string,
): readonly Token[] | null {
  const first = attributes?.[0]
  if (first === null || typeof first !== 'object' || isList(first) || !('section' in first)) return null
  const [name, ...rest] = first.section ?? []
  return textOf(name)?.toUpperCase() === code ? rest : null
}
