import { type Edit, replace } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { endsOperand, startsOperand } from '../operands.ts'

/** Words between two operands, and SQLite's operator of the same precedence. */
const WORDS: Readonly<Record<string, string>> = {
  ILIKE: 'LIKE',
  RLIKE: 'REGEXP',
  CONTAINS: 'MATCH',
  MOD: '%',
}

/** `ILIKE` (LIKE ignores case here), `RLIKE`, `CONTAINS`, `MOD`, `<=>`, `&&`, `IS UNKNOWN`. */
export function respellOperators(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, index) => {
    const after = tokens[index + 1]
    if (token.kind === 'word') {
      if (isWord(token, 'UNKNOWN') && isBehindIs(tokens, index)) return [replace(token, 'NULL')]
      const operator = WORDS[token.value]
      return operator && isBetween(tokens, index) ? [replace(token, operator)] : []
    }
    if (!after || after.start !== token.end) return []
    if (isSymbol(token, '<=') && isSymbol(after, '>')) return [replace(token, ' IS ', after)]
    if (isSymbol(token, '&') && isSymbol(after, '&')) return [replace(token, ' AND ', after)]
    return []
  })
}

function isBehindIs(tokens: readonly Token[], at: number): boolean {
  return isWord(tokens[at - 1], 'IS') || (isWord(tokens[at - 1], 'NOT') && isWord(tokens[at - 2], 'IS'))
}

/** An operand before it, or one and NOT, and one behind it: it is neither a column, nor a function, nor an alias. */
function isBetween(tokens: readonly Token[], at: number): boolean {
  const before = isWord(tokens[at - 1], 'NOT') ? at - 2 : at - 1
  return endsOperand(tokens[before]) && startsOperand(tokens[at + 1])
}
