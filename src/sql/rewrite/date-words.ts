import { type Edit, replace } from '../edit.ts'
import { isWord, type Token } from '../lexer.ts'
import { argumentsOf, closing } from '../operands.ts'
import { quoteText } from './text-literals.ts'

/** Functions whose first argument is the word of a date part, and how many arguments they have then. */
const FUNCTIONS: Readonly<Record<string, number>> = {
  DATEADD: 3,
  DATEDIFF: 3,
  DATEDIFF_BIG: 3,
  DATEPART: 2,
  DATENAME: 2,
  DATETRUNC: 2,
  TIMESTAMPADD: 3,
  TIMESTAMPDIFF: 3,
}

/** `DATEADD(day, 1, d)` → `DATEADD('day', 1, d)`: the words of other dialects are texts here. */
export function quoteDateParts(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    const count = token.kind === 'word' ? FUNCTIONS[token.value] : undefined
    if (count === undefined || closing(tokens, at + 1) < 0) return []
    const [part, ...others] = argumentsOf(tokens, at + 1)
    const isWordAlone =
      part?.to === at + 3 && tokens[at + 2]!.kind === 'word' && !isWord(tokens[at + 2], 'NULL')
    if (others.length !== count - 1 || !isWordAlone) return []
    const word = tokens[at + 2]!
    return [replace(word, quoteText(word.text.toLowerCase().replace(/^sql_tsi_(?:frac_)?/, '')))]
  })
}
