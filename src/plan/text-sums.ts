import { isName, isSymbol, isWord, nameOf, type Token } from '../sql/lexer.ts'
import { endsOperand } from '../sql/operands.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { ColumnType } from '../util/value.ts'
import type { NamedStatement, NamedTable } from './name-tables.ts'

/**
 * `ReceivedDate - 7`, `'2026-01-05' - 7` and `FromName + Subject`: SQLite would compute with the year, and with 0. A column is known by its name,
 * where all tables of the statement that have it agree on its type and no AS gives the name to something else.
 * @throws NOT_SUPPORTED naming the column, with what to write instead.
 */
export function refuseTextSums(tokens: readonly Token[], { tables }: NamedStatement): void {
  tokens.forEach((token, at) => {
    const isSum = isSymbol(token, '+') || (isSymbol(token, '-') && endsOperand(tokens[at - 1]))
    if (!isSum) return
    const written = [tokens[at - 1], tokens[at + 1]].find(isDateLiteral)
    if (written) throw dateSum(written.text, token.value)
    const operands = [pathBefore(tokens, at), pathBehind(tokens, at)]
    const types = operands.map(path => path && typeOf(path, tables, tokens))
    const date = operands[types.indexOf('DATETIME')]
    if (date) throw dateSum(date.at(-1)!, token.value)
    const areTexts = types[0] === 'TEXT' && types[1] === 'TEXT'
    if (areTexts && isSymbol(token, '+')) throw textSum(operands[0]!.at(-1)!, operands[1]!.at(-1)!)
  })
}

function isDateLiteral(token: Token | undefined): boolean {
  return token?.kind === 'string' && /^\d{4}-\d{2}-\d{2}/.test(token.value)
}

function dateSum(name: string, sign: string): GmailSqlError {
  return new GmailSqlError(
    'NOT_SUPPORTED',
    `${name} ${sign} … would be counted with the year of ${name} alone`,
    {
      hint: `Write DATEADD('day', -7, ${name}), or DATEDIFF('day', a, b) for the days between two dates.`,
    },
  )
}

function textSum(left: string, right: string): GmailSqlError {
  return new GmailSqlError('NOT_SUPPORTED', `${left} + ${right} would add two texts as numbers`, {
    hint: `Texts are joined with ||: ${left} || ${right}.`,
  })
}

/** The path of names that ends before `at`, last the column; null when something else ends there. */
function pathBefore(tokens: readonly Token[], at: number): string[] | null {
  const path: string[] = []
  for (let i = at - 1; ; i -= 2) {
    const token = tokens[i]
    if (!isName(token)) return null
    path.unshift(nameOf(token))
    if (!isSymbol(tokens[i - 1], '.')) return path
  }
}

function pathBehind(tokens: readonly Token[], at: number): string[] | null {
  const path: string[] = []
  for (let i = at + 1; ; i += 2) {
    const token = tokens[i]
    if (!isName(token)) return null
    path.push(nameOf(token))
    if (!isSymbol(tokens[i + 1], '.')) return isSymbol(tokens[i + 1], '(') ? null : path
  }
}

function typeOf(
  path: readonly string[],
  tables: readonly NamedTable[],
  tokens: readonly Token[],
): ColumnType | null {
  const [name, qualifier] = [path.at(-1)!.toLowerCase(), path.at(-2)?.toLowerCase()]
  const isOwner = ({ ref, shownAs }: NamedTable) => (ref.alias ?? shownAs).toLowerCase() === qualifier
  const owners = qualifier === undefined ? tables : tables.filter(isOwner)
  const types = owners.flatMap(table => table.columns.filter(column => column.name.toLowerCase() === name))
  const [first] = types
  const isGiven = tokens.some((token, at) => {
    const given = tokens[at + 1]
    return isWord(token, 'AS') && isName(given) && nameOf(given).toLowerCase() === name
  })
  return first && !isGiven && types.every(({ type }) => type === first.type) ? first.type : null
}
