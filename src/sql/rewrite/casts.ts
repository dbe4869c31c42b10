import { type Edit, insertBefore, replace } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { closing, next, operandStart } from '../operands.ts'
import { castTo, isNative, readType } from './cast-types.ts'

/**
 * `CAST(x AS VARCHAR(3))`, `TRY_CAST(x AS DATE)`, `x::int`: SQLite's CAST neither truncates nor knows dates and truth, it makes
 * `CAST('2026-01-05' AS DATE)` 2026.
 */
export function rewriteCasts(tokens: readonly Token[]): Edit[] {
  return [...callEdits(tokens), ...colonEdits(tokens)]
}

function callEdits(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    if (!isWord(token, 'CAST', 'TRY_CAST', 'SAFE_CAST') || closing(tokens, at + 1) < 0) return []
    const close = closing(tokens, at + 1)
    const as = ownAs(tokens, at + 1, close)
    const type = as < 0 ? null : readType(tokens, as + 1)
    if (type?.end !== close || (isWord(token, 'CAST') && isNative(type))) return []
    const { before, behind } = castTo(type, !isWord(token, 'CAST'))
    return [replace(token, before, tokens[at + 1]), replace(tokens[as]!, behind, tokens[close])]
  })
}

function ownAs(tokens: readonly Token[], open: number, close: number): number {
  for (let i = open + 1; i < close; i = next(tokens, i)) if (isWord(tokens[i], 'AS')) return i
  return -1
}

/** PostgreSQL's `x::a::b`: the second casts what the first gave. */
function colonEdits(tokens: readonly Token[]): Edit[] {
  const edits: Edit[] = []
  const openings = new Map<number, string>()
  let last = { start: -1, end: -1 }
  tokens.forEach((token, at) => {
    const isCast = isSymbol(token, '::') && !isWord(tokens[at + 1], 'INTERVAL')
    const type = isCast ? readType(tokens, at + 1) : null
    const start = type && (last.end === at ? last.start : operandStart(tokens, at))
    if (type === null || start === null) return
    const { before, behind } = castTo(type, false)
    openings.set(start, before + (openings.get(start) ?? ''))
    edits.push(replace(token, behind, tokens[type.end - 1]))
    last = { start, end: type.end }
  })
  return [...[...openings].map(([start, text]) => insertBefore(tokens[start]!, text)), ...edits]
}
