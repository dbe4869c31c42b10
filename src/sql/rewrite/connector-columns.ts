import { labelsOfList } from '../../util/label-list.ts'
import type { Edit } from '../edit.ts'
import { isName, isSymbol, type Token } from '../lexer.ts'

/** Conditions that other connectors need to be told; here they say nothing that is not so anyway. */
const NEEDLESS = new Set(['ITEMSPERPAGE', 'MESSAGEFORMAT', 'INCLUDEATTACHMENTDATA'])

/** A comparison with a constant, `t.Name = 'x'`: tokens [from, to). */
export interface ConnectorCondition {
  /** In capitals. */
  readonly name: string
  /** With the dot, or empty. */
  readonly qualifier: string
  readonly value: Token
  readonly start: number
  readonly end: number
}

/** Where one of `names` (in capitals) is compared with a constant. */
export function conditionsOf(tokens: readonly Token[], names: ReadonlySet<string>): ConnectorCondition[] {
  return tokens.flatMap((token, at) => {
    const name = isName(token) ? token.value.toUpperCase() : ''
    if (!names.has(name)) return []
    const value = tokens[at + 2]
    const isEqual = isSymbol(tokens[at + 1], '=') || isSymbol(tokens[at + 1], '==')
    if (!isEqual || !value || !isConstant(value)) return []
    let from = at
    while (isSymbol(tokens[from - 1], '.')) from -= 2
    const qualifier = tokens
      .slice(from, at)
      .map(each => each.text)
      .join('')
    return [{ name, qualifier, value, start: tokens[from]!.start, end: value.end }]
  })
}

function isConstant({ kind, value }: Token): boolean {
  return ['string', 'number', 'parameter'].includes(kind) || (kind === 'word' && /^(TRUE|FALSE)$/.test(value))
}

export function needlessConditions(tokens: readonly Token[]): ConnectorCondition[] {
  return conditionsOf(tokens, NEEDLESS)
}

/**
 * `LabelsFilter = 'a,b'`: all of these labels, also of a parameter. `ItemsPerPage = 100`, `MessageFormat = 'full'` and
 * `IncludeAttachmentData = true` are true of every row; that one of its parameters stays in the text keeps their numbers.
 */
export function rewriteConnectorColumns(tokens: readonly Token[]): Edit[] {
  const needless = needlessConditions(tokens).map(({ start, end, value }) => {
    const text = value.kind === 'parameter' ? `(${value.text} IS ${value.text})` : '(1)'
    return { start, end, text }
  })
  const filters = conditionsOf(tokens, new Set(['LABELSFILTER'])).filter(
    ({ value: { kind } }) => kind === 'string' || kind === 'parameter',
  )
  return [...needless, ...filters.map(filterEdit)]
}

function filterEdit({ qualifier, value, start, end }: ConnectorCondition): Edit {
  if (value.kind === 'parameter')
    return { start, end, text: `GMAILSQL_HAS_LABELS(${qualifier}Labels, ${value.text})` }
  const terms = labelsOfList(value.value).map(
    label => `HAS_LABEL(${qualifier}Labels, '${label.replaceAll("'", "''")}')`,
  )
  return { start, end, text: `(${terms.join(' AND ') || '1'})` }
}
