import { GmailSqlError } from '../util/errors.ts'
import { isSymbol, isWord, type Token } from './lexer.ts'
import { positionAt } from './position.ts'
import { type Respelled, respell } from './respell.ts'
import type { Statement } from './statement.ts'

/** `csv://report.csv;delimiter=tab`, read. */
export interface ExportTarget {
  /** In lower case. */
  readonly format: string
  /** As typed. */
  readonly path: string
  /** Names in lower case. */
  readonly options: ReadonlyMap<string, string>
}

export interface ExportStatement {
  readonly target: ExportTarget
  /** The SELECT without its INTO. */
  readonly select: Respelled
}

const HINT = "Write INTO 'csv://file.csv' before FROM; CREATE TEMP TABLE t AS SELECT … keeps rows in a table."

/**
 * The target of `SELECT … INTO 'csv://file' FROM …` and the SELECT that fills it; null when the statement has no INTO of its
 * own. The target is a text, or a name in any quotes.
 * @throws NOT_SUPPORTED for an INTO that names no file; BAD_VALUE for an option without a value
 */
export function readExport(statement: Statement): ExportStatement | null {
  const { tokens, text } = statement
  const at = ownInto(tokens)
  const into = tokens[at]
  if (!into) return null
  const token = tokens[at + 1]
  const isQuoted = token?.kind === 'string' || token?.kind === 'name'
  const url = isQuoted ? /^([a-z][a-z0-9]*):\/\/(.*)$/is.exec(token.value) : null
  if (!token || !url) {
    const what = token ? `${token.text} is no file` : 'nothing stands behind it'
    throw new GmailSqlError('NOT_SUPPORTED', `INTO writes a file: ${what}`, {
      hint: HINT,
      position: positionAt(text, (token ?? into).start),
    })
  }
  const select = respell(statement, [{ start: into.start, end: token.end, text: '' }])
  return { target: readTarget(url[1]!, url[2]!), select }
}

/** The place of the word INTO outside of all parentheses. */
function ownInto(tokens: readonly Token[]): number {
  let depth = 0
  return tokens.findIndex((token, index) => {
    if (isSymbol(token, '(')) depth++
    if (isSymbol(token, ')')) depth--
    return depth === 0 && isWord(token, 'INTO') && !isSymbol(tokens[index - 1], '.')
  })
}

function readTarget(scheme: string, rest: string): ExportTarget {
  const [first = '', ...others] = rest.split(';')
  const options = new Map<string, string>()
  for (const part of others.filter(part => part.trim() !== '')) {
    const equals = part.indexOf('=')
    const name = part.slice(0, equals).trim().toLowerCase()
    if (equals < 0 || options.has(name)) {
      throw new GmailSqlError('BAD_VALUE', `"${part}" is no option of INTO, or comes twice`, {
        hint: 'Options are written ;name=value behind the file.',
      })
    }
    options.set(name, part.slice(equals + 1))
  }
  const path = first.replace(/^\s*filename\s*=/i, '')
  if (path.trim() === '')
    throw new GmailSqlError('BAD_VALUE', `INTO ${scheme}:// names no file`, { hint: HINT })
  return { format: scheme.toLowerCase(), path, options }
}
