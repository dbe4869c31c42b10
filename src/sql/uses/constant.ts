import { functions } from '../functions/index.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { closing, endsOperand, operandEnd, operandStart } from '../operands.ts'
import type { TokenRange } from '../shape.ts'

/** Two operands with one of these between them are one operand of a comparison. */
const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '||'])
/** Bind closer than a comparison too, but nobody writes dates with them: what they stand in is left as it is. */
const OTHER_OPERATORS = new Set(['&', '|', '<<', '>>', '->', '->>', '.'])
const CONSTANT_WORDS = new Set(['NULL', 'CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP'])

const NOT_CONSTANT = new Set([
  ...['RANDOM', 'RANDOMBLOB', 'RAND', 'CHANGES', 'TOTAL_CHANGES', 'LAST_INSERT_ROWID'],
  ...['COUNT', 'SUM', 'TOTAL', 'AVG', 'GROUP_CONCAT', 'STRING_AGG', 'MEDIAN'],
  ...functions.filter(each => each.kind === 'aggregate' || isRandom(each)).map(({ name }) => name),
])

function isRandom(each: (typeof functions)[number]): boolean {
  return each.kind === 'scalar' && !each.deterministic
}

/** The operand of a comparison that begins at a token, when it is constant; null when it is not, or may go on. */
export function constantFrom(tokens: readonly Token[], from: number): TokenRange | null {
  let to = operandEnd(tokens, from)
  while (to !== null && isArithmetic(tokens[to])) to = operandEnd(tokens, to + 1)
  if (to === null || goesOn(tokens[to]) || !isConstant(tokens, { from, to })) return null
  return { from, to }
}

/** The same for one that ends before a token. */
export function constantBefore(tokens: readonly Token[], to: number): TokenRange | null {
  let from = operandStart(tokens, to)
  while (from !== null && isArithmetic(tokens[from - 1])) {
    const isSign = !endsOperand(tokens[from - 2])
    from = isSign ? from - 1 : operandStart(tokens, from - 1)
  }
  if (from === null || goesOn(tokens[from - 1])) return null
  return isConstant(tokens, { from, to }) ? { from, to } : null
}

function isArithmetic(token: Token | undefined): boolean {
  return token?.kind === 'symbol' && ARITHMETIC.has(token.value)
}

function goesOn(token: Token | undefined): boolean {
  return token?.kind === 'symbol' && OTHER_OPERATORS.has(token.value)
}

/** Literals, parameters and calls of functions over them: the same in every row. */
function isConstant(tokens: readonly Token[], { from, to }: TokenRange): boolean {
  for (let i = from; i < to; i++) {
    const token = tokens[i]!
    if (token.kind === 'name' || (isSymbol(token, '*') && isSymbol(tokens[i - 1], '('))) return false
    if (token.kind !== 'word' || CONSTANT_WORDS.has(token.value)) continue
    if (closing(tokens, i + 1) < 0 || isWord(tokens[i + 2], 'SELECT', 'WITH', 'VALUES')) return false
    if (NOT_CONSTANT.has(token.value)) return false
  }
  return true
}

/** Whether a constant is literals alone; else it calls something, whose answer says in which zone it is. */
export function isTyped(tokens: readonly Token[], { from, to }: TokenRange): boolean {
  return tokens.slice(from, to).every(({ kind }) => kind !== 'word')
}
