import { type Edit, insertAfter, insertBefore, replace } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { endsOperand, operandEnd, operandStart, startsOperand } from '../operands.ts'

/** MySQL's `a DIV b`: `CAST(a / b AS INTEGER)`, where `a` is all that is multiplied and divided before it. */
export function rewriteIntegerDivision(tokens: readonly Token[]): Edit[] {
  const edits: Edit[] = []
  const starts = new Map<number, number>()
  tokens.forEach((token, at) => {
    if (!isWord(token, 'DIV') || !endsOperand(tokens[at - 1]) || !startsOperand(tokens[at + 1])) return
    const [start, end] = [productStart(tokens, at, starts), operandEnd(tokens, at + 1)]
    if (start === null || end === null) return
    starts.set(at, start)
    edits.push(
      insertBefore(tokens[start]!, 'CAST('),
      replace(token, '/'),
      insertAfter(tokens[end - 1]!, ' AS INTEGER)'),
    )
  })
  return edits
}

/** Where the product before `end` begins; `starts` are those of the divisions in it. */
function productStart(
  tokens: readonly Token[],
  end: number,
  starts: ReadonlyMap<number, number>,
): number | null {
  for (let at = end; ; ) {
    let start = operandStart(tokens, at)
    if (start === null) return null
    while (isSymbol(tokens[start - 1], '-') && !endsOperand(tokens[start - 2])) start--
    const known = starts.get(start - 1)
    if (known !== undefined) return known
    const before = tokens[start - 1]
    if (!isWord(before, 'MOD') && !['*', '/', '%', '||'].some(symbol => isSymbol(before, symbol)))
      return start
    at = start - 1
  }
}
