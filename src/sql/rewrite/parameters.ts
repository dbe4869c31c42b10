import type { Edit } from '../edit.ts'
import type { Token } from '../lexer.ts'
import { numberParameters } from '../parameters.ts'

/** Every parameter spelling becomes `?n`, in the numbering of {@link numberParameters}. */
export function respellParameters(tokens: readonly Token[]): Edit[] {
  const { spelling } = numberParameters(tokens)
  return [...spelling].map(([token, text]) => ({ start: token.start, end: token.end, text }))
}
