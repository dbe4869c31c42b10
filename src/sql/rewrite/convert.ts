import { GmailSqlError } from '../../util/errors.ts'
import { type Edit, replace } from '../edit.ts'
import { isWord, spell, type Token } from '../lexer.ts'
import { argumentsOf, closing, next } from '../operands.ts'
import {
  type CastType,
  castTo,
  isDateType,
  isTextType,
  isTypeName,
  readType,
  type Wrapping,
} from './cast-types.ts'

/** SQL Server's numbers for forms of dates, as pictures of TO_CHAR. */
const STYLES: Readonly<Record<string, string>> = {
  1: 'MM/DD/YY',
  101: 'MM/DD/YYYY',
  102: 'YYYY.MM.DD',
  103: 'DD/MM/YYYY',
  104: 'DD.MM.YYYY',
  105: 'DD-MM-YYYY',
  8: 'HH24:MI:SS',
  24: 'HH24:MI:SS',
  108: 'HH24:MI:SS',
  110: 'MM-DD-YYYY',
  111: 'YYYY/MM/DD',
  112: 'YYYYMMDD',
  20: 'YYYY-MM-DD HH24:MI:SS',
  120: 'YYYY-MM-DD HH24:MI:SS',
  21: 'YYYY-MM-DD HH24:MI:SS.MS',
  25: 'YYYY-MM-DD HH24:MI:SS.MS',
  121: 'YYYY-MM-DD HH24:MI:SS.MS',
  23: 'YYYY-MM-DD',
  126: 'YYYY-MM-DD"T"HH24:MI:SS',
}

/** SQL Server's `CONVERT(type, x, style)`, and MySQL's `CONVERT(x, type)` and `CONVERT(x USING charset)`. */
export function rewriteConvert(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    const close = isWord(token, 'CONVERT', 'TRY_CONVERT') ? closing(tokens, at + 1) : -1
    if (close < 0) return []
    return (
      usingCharset(tokens, at, close) ?? typeLast(tokens, at, close) ?? typeFirst(tokens, at, close) ?? []
    )
  })
}

function usingCharset(tokens: readonly Token[], at: number, close: number): Edit[] | null {
  for (let i = at + 2; i < close; i = next(tokens, i)) {
    if (isWord(tokens[i], 'USING'))
      return [replace(tokens[at]!, 'CAST(', tokens[at + 1]), replace(tokens[i]!, ' AS TEXT)', tokens[close])]
  }
  return null
}

/** Of `CONVERT(Date, CHAR)` both could be types; there is a column Date and none called CHAR. */
function typeLast(tokens: readonly Token[], at: number, close: number): Edit[] | null {
  const [, second, third] = argumentsOf(tokens, at + 1)
  if (!second || third || !isTypeName(tokens[second.from])) return null
  const type = readType(tokens, second.from)
  if (type?.end !== close) return null
  const { before, behind } = castTo(type, isWord(tokens[at], 'TRY_CONVERT'))
  return [
    replace(tokens[at]!, before, tokens[at + 1]),
    replace(tokens[second.from - 1]!, behind, tokens[close]),
  ]
}

function typeFirst(tokens: readonly Token[], at: number, close: number): Edit[] | null {
  const [first, value, style, more] = argumentsOf(tokens, at + 1)
  const type = readType(tokens, at + 2)
  if (!first || !value || more || type?.end !== first.to) return null
  const styled = style && styleOf(spell(tokens.slice(style.from, style.to)))
  const { before, behind } = wrapping(type, styled, isWord(tokens[at], 'TRY_CONVERT'))
  return [replace(tokens[at]!, before, tokens[first.to]), replace(tokens[value.to]!, behind, tokens[close])]
}

interface Style {
  readonly number: string
  readonly picture: string
}

/** @throws NOT_SUPPORTED for a style that is not listed here. */
function styleOf(number: string): Style {
  if (Object.hasOwn(STYLES, number)) return { number, picture: STYLES[number]! }
  throw new GmailSqlError('NOT_SUPPORTED', `there is no style ${number} of CONVERT`, {
    hint: `Styles are ${Object.keys(STYLES).join(', ')}; TO_CHAR(date, 'DD Mon YYYY') writes any other.`,
  })
}

/** A date as text is written in the style; a text as date is read in it. */
function wrapping(type: CastType, style: Style | undefined, isTried: boolean): Wrapping {
  const plain = castTo(type, isTried)
  if (!style) return plain
  if (isTextType(type)) {
    const before = plain.before.replace('CAST(', 'CAST(TO_CHAR(')
    return { before, behind: `, '${style.picture}')${plain.behind}` }
  }
  if (!isDateType(type)) return plain
  return {
    before: `${plain.before}GMAILSQL_STYLED_DATE(`,
    behind: `, '${style.picture}')${plain.behind}`,
  }
}
