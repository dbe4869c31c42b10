import { CLAUSE_ENDS } from '../sql/clause-words.ts'
import { isSymbol, isWord, type Token } from '../sql/lexer.ts'
import { next } from '../sql/operands.ts'
import type { TokenRange } from '../sql/shape.ts'
import type { EngineColumn } from '../sqlite/protocol.ts'

interface Text {
  readonly text: string
  readonly tokens: readonly Token[]
}

const LIST_ENDS = ['FROM', 'WHERE', 'INTO', 'FOR', 'OPTION', ...CLAUSE_ENDS]

/**
 * SQLite names an expression without AS by its text, and that is not the text that was typed where something was respelled.
 * @returns for each column the text that was typed; null where the name is an alias, or that of a column
 */
export function typedNames(
  typed: Text,
  compiled: Text,
  columns: readonly Pick<EngineColumn, 'name' | 'column'>[],
): (string | null)[] {
  const own = selectItems(typed)
  const outer = selectItems(compiled)
  // What orders a UNION, or limits a member of one, is written around it.
  const isWrapped = outer.join() === '*' && own.join() !== '*'
  const run = isWrapped ? selectItems({ ...compiled, tokens: derivedTable(compiled.tokens) }) : outer
  if (own.length !== run.length) return columns.map(() => null)
  const firstStar = run.findIndex(isStar)
  const lastStar = run.findLastIndex(isStar)
  return columns.map(({ name, column }, index) => {
    const fromEnd = index - columns.length + run.length
    const at = firstStar < 0 || index < firstStar ? index : fromEnd > lastStar ? fromEnd : -1
    return column === null && run[at] === name ? own[at]! : null
  })
}

/** The tokens from the first `FROM (` on. */
function derivedTable(tokens: readonly Token[]): readonly Token[] {
  const from = tokens.findIndex((token, at) => isWord(token, 'FROM') && isSymbol(tokens[at + 1], '('))
  return from < 0 ? [] : tokens.slice(from + 1)
}

function isStar(item: string): boolean {
  return /(?:^|\.\s*)\*$/.test(item)
}

/** The texts of the items of the first SELECT that is no subquery. */
function selectItems({ text, tokens }: Text): string[] {
  let at = 0
  while (isSymbol(tokens[at], '(')) at++
  while (at < tokens.length && !isWord(tokens[at], 'SELECT')) at = next(tokens, at)
  const items: TokenRange[] = []
  let from = listStart(tokens, at + 1)
  for (let i = from; i <= tokens.length; i = next(tokens, i)) {
    const isEnd = i === tokens.length || isWord(tokens[i], ...LIST_ENDS) || isSymbol(tokens[i], ')')
    if (!isEnd && !isSymbol(tokens[i], ',')) continue
    items.push({ from, to: i })
    from = i + 1
    if (isEnd) break
  }
  return items.map(range => textOf(text, tokens, range))
}

/** Behind DISTINCT, ALL and TOP with its number. */
function listStart(tokens: readonly Token[], at: number): number {
  if (isWord(tokens[at], 'DISTINCT', 'ALL')) return listStart(tokens, at + 1)
  const amount = tokens[at + 1]
  const isTop =
    isWord(tokens[at], 'TOP') &&
    (amount?.kind === 'number' || amount?.kind === 'parameter' || isSymbol(amount, '('))
  return isTop ? next(tokens, at + 1) : at
}

function textOf(text: string, tokens: readonly Token[], { from, to }: TokenRange): string {
  return from < to ? text.slice(tokens[from]!.start, tokens[to - 1]!.end) : ''
}
