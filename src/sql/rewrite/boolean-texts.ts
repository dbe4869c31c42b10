import type { Edit } from '../edit.ts'
import { isName, isSymbol, isWord, type Token } from '../lexer.ts'

/** The columns of type BOOLEAN, in capitals. */
export const BOOLEAN_COLUMNS: ReadonlySet<string> = new Set([
  ...['ISREAD', 'ISSTARRED', 'ISANSWERED', 'ISDRAFT', 'ISIMPORTANT', 'HASATTACHMENTS', 'HASATTACHMENT'],
  ...['ISSELECTABLE', 'ISSUBSCRIBED', 'INCLUDESPAMTRASH'],
])

const TRUTH: Readonly<Record<string, string>> = { true: '1', false: '0' }
const OPERATORS = ['=', '==', '<>', '!=']

/**
 * `HasAttachment = 'True'`, as connectors that know no booleans have taught people, becomes `HasAttachment = 1`; likewise
 * `<>`, and with the text on the left. The column holds 1 and 0: it could never equal a text.
 */
export function rewriteBooleanTexts(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, index) => {
    const number = token.kind === 'string' ? TRUTH[token.value.toLowerCase()] : undefined
    if (number === undefined) return []
    const isCompared = isOperator(tokens[index - 1]) && isBooleanColumn(tokens[index - 2])
    const isFlipped = isOperator(tokens[index + 1]) && isBooleanColumn(lastOfPath(tokens, index + 2))
    return isCompared || isFlipped ? [{ start: token.start, end: token.end, text: number }] : []
  })
}

function isOperator(token: Token | undefined): boolean {
  return OPERATORS.some(operator => isSymbol(token, operator)) || isWord(token, 'IS')
}

function isBooleanColumn(token: Token | undefined): boolean {
  return isName(token) && BOOLEAN_COLUMNS.has(token.value.toUpperCase())
}

/** `t.IsRead`: the name behind the dots. */
function lastOfPath(tokens: readonly Token[], at: number): Token | undefined {
  return isSymbol(tokens[at + 1], '.') ? lastOfPath(tokens, at + 2) : tokens[at]
}
