import type { Edit } from '../sql/edit.ts'
import { edited, type RewrittenText } from '../sql/edited.ts'
import type { Token } from '../sql/lexer.ts'
import { closing } from '../sql/operands.ts'
import type { TokenRange } from '../sql/shape.ts'
import { constantsOf, usesOf } from '../sql/uses/uses.ts'
import type { SqlValue } from '../util/value.ts'
import type { ConstantOf } from './mask.ts'
import type { NamedStatement } from './name-tables.ts'
import { columnsOfType } from './typed-columns.ts'

const TRUTH: Readonly<Record<string, number>> = { true: 1, false: 0 }

/**
 * `HasAttachments = 'True'`, as connectors that know no booleans have taught people, becomes `HasAttachments = 1`: beside every
 * comparison of a column of truth, in IN, CASE and row values. The column holds 1 and 0: it could never equal a text. A
 * parameter becomes another one, since the same one may stand beside a text.
 */
export function respellTruthTexts(
  statement: RewrittenText,
  named: NamedStatement,
  { params, constantOf }: { readonly params: readonly SqlValue[]; readonly constantOf: ConstantOf },
): { readonly statement: RewrittenText; readonly params: readonly SqlValue[] } {
  const { tokens } = statement
  const bound = [...params]
  const edits = usesOf(tokens, columnsOfType('BOOLEAN', named, tokens))
    .flatMap(constantsOf)
    .flatMap((range): Edit[] => {
      const token = onlyToken(tokens, range)
      if (!token) return []
      const number = truthOf(constantOf(token))
      if (number === undefined) return []
      return [{ start: token.start, end: token.end, text: spelled(token, number, bound) }]
    })
  return { statement: edited(statement, edits), params: bound }
}

/** A literal or parameter by itself, in parentheses or not. */
function onlyToken(tokens: readonly Token[], { from, to }: TokenRange): Token | null {
  if (to === from + 1) return tokens[from]!
  return closing(tokens, from) === to - 1 ? onlyToken(tokens, { from: from + 1, to: to - 1 }) : null
}

function truthOf(value: SqlValue | undefined): number | undefined {
  return typeof value === 'string' ? TRUTH[value.toLowerCase()] : undefined
}

function spelled({ kind }: Token, number: number, bound: SqlValue[]): string {
  return kind === 'parameter' ? `?${bound.push(number)}` : String(number)
}
