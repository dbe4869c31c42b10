import { isName, isSymbol, isWord, nameOf, type Token } from '../sql/lexer.ts'
import { closing } from '../sql/operands.ts'
import type { TokenRange } from '../sql/shape.ts'
import type { IsColumn } from '../sql/uses/column-operand.ts'
import type { ColumnType } from '../util/value.ts'
import type { NamedStatement, NamedTable } from './name-tables.ts'

/**
 * Which names of a statement are columns of a type. A name with its table is looked up there. A bare one, or one of a
 * subquery, goes by the name: it is one where it is one in the tables of the statement, is nothing else in another of them,
 * and is not given to something else by AS in a subquery. In the SELECT of that AS itself the name is the column still.
 */
export function columnsOfType(
  wanted: ColumnType,
  { tables }: NamedStatement,
  tokens: readonly Token[],
): IsColumn {
  const known = new Set<string>()
  const others = new Set<string>()
  for (const { columns } of tables) {
    for (const { name, type } of columns) (type === wanted ? known : others).add(name.toLowerCase())
  }
  const isKnown = (name: string) => known.has(name) && !others.has(name)
  const { renamed, taken } = aliases(tokens, isKnown)
  return (path, at) => {
    const name = path.at(-1)!.toLowerCase()
    const table = path.length > 1 ? tableOf(path.at(-2)!, tables) : undefined
    if (table) return table.columns.some(each => each.type === wanted && each.name.toLowerCase() === name)
    const isTaken = taken.get(name)?.some(({ from, to }) => at < from || at > to) ?? false
    return (isKnown(name) && !isTaken) || (renamed.has(name) && !others.has(name))
  }
}

function tableOf(qualifier: string, tables: readonly NamedTable[]): NamedTable | undefined {
  const wanted = qualifier.toLowerCase()
  return tables.find(({ ref, shownAs }) => (ref.alias ?? shownAs).toLowerCase() === wanted)
}

/** `ReceivedDate AS d` makes d a date; `strftime(…) AS Date` makes Date something else outside the parentheses it stands in. */
function aliases(
  tokens: readonly Token[],
  isKnown: (name: string) => boolean,
): { renamed: ReadonlySet<string>; taken: ReadonlyMap<string, readonly TokenRange[]> } {
  const renamed = new Set<string>()
  const taken = new Map<string, TokenRange[]>()
  const open: number[] = []
  tokens.forEach((token, index) => {
    if (isSymbol(token, '(')) open.push(index)
    if (isSymbol(token, ')')) open.pop()
    const [before, name] = [tokens[index - 1], tokens[index + 1]]
    if (!isWord(token, 'AS') || !isName(name) || isSymbol(tokens[index + 2], '(')) return
    const given = nameOf(name).toLowerCase()
    if (isName(before) && isKnown(nameOf(before).toLowerCase())) renamed.add(given)
    else taken.set(given, [...(taken.get(given) ?? []), within(tokens, open.at(-1))])
  })
  const both = [...renamed].filter(name => taken.has(name))
  for (const name of both) {
    renamed.delete(name)
    taken.delete(name)
  }
  return { renamed, taken }
}

/** What an opening parenthesis encloses; without one, the whole statement. */
function within(tokens: readonly Token[], open: number | undefined): TokenRange {
  return open === undefined ? { from: 0, to: tokens.length } : { from: open, to: closing(tokens, open) }
}
