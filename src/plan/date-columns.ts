import type { IsDateColumn } from '../sql/dates/comparisons.ts'
import { isSymbol, isWord, type Token } from '../sql/lexer.ts'
import type { NamedStatement, NamedTable } from './name-tables.ts'

/**
 * Which names of a statement are date columns. A name with its table is looked up there. A bare one, or one of a subquery,
 * goes by the name: it is a date where it is one in the tables of the statement, is nothing else in another of them,
 * and is not given to something else by AS.
 */
export function dateColumns({ tables }: NamedStatement, tokens: readonly Token[]): IsDateColumn {
  const dates = new Set<string>()
  const others = new Set<string>()
  for (const { columns } of tables) {
    for (const { name, type } of columns) (type === 'DATETIME' ? dates : others).add(name.toLowerCase())
  }
  const isDate = (name: string) => dates.has(name) && !others.has(name)
  const { renamed, taken } = aliases(tokens, isDate)
  return path => {
    const name = path.at(-1)!.toLowerCase()
    const table = path.length > 1 ? tableOf(path.at(-2)!, tables) : undefined
    if (table) return table.columns.some(each => each.type === 'DATETIME' && each.name.toLowerCase() === name)
    return (isDate(name) && !taken.has(name)) || (renamed.has(name) && !others.has(name))
  }
}

function tableOf(qualifier: string, tables: readonly NamedTable[]): NamedTable | undefined {
  const wanted = qualifier.toLowerCase()
  return tables.find(({ ref, shownAs }) => (ref.alias ?? shownAs).toLowerCase() === wanted)
}

/** `ReceivedDate AS d` makes d a date; `strftime(…) AS Date` makes Date something else. */
function aliases(
  tokens: readonly Token[],
  isDate: (name: string) => boolean,
): { renamed: ReadonlySet<string>; taken: ReadonlySet<string> } {
  const renamed = new Set<string>()
  const taken = new Set<string>()
  tokens.forEach((token, index) => {
    const [before, name] = [tokens[index - 1], tokens[index + 1]]
    if (!isWord(token, 'AS') || !isName(name) || isSymbol(tokens[index + 2], '(')) return
    const given = nameOf(name)
    if (isName(before) && isDate(nameOf(before))) renamed.add(given)
    else taken.add(given)
  })
  return { renamed: without(renamed, taken), taken: without(taken, renamed) }
}

function isName(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'name'
}

function nameOf(token: Token): string {
  return (token.kind === 'word' ? token.text : token.value).toLowerCase()
}

function without(names: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> {
  return new Set([...names].filter(name => !others.has(name)))
}
