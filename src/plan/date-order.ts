import { applyEdits } from '../sql/edit.ts'
import { isSymbol, isWord, quoteName, type Token } from '../sql/lexer.ts'
import type { StatementShape } from '../sql/shape.ts'
import type { Compiled } from '../sqlite/protocol.ts'
import { readLimit } from './bounds.ts'
import { DEPENDENT_ROWS, WINDOWS } from './dependent-rows.ts'
import type { ConstantOf } from './mask.ts'
import type { NamedStatement } from './name-tables.ts'
import type { DateOrder, Scan } from './plan.ts'

export interface DateOrderInput {
  readonly named: NamedStatement
  readonly shape: StatementShape
  readonly scans: readonly Scan[]
  readonly compiled: Compiled
  readonly isAggregate: boolean
  readonly constantOf: ConstantOf
}

/** Words after which the first rows by date do not follow from the newest messages. */
const OTHER_ROWS = [...DEPENDENT_ROWS, ...WINDOWS, 'VALUES']

/**
 * `ORDER BY ReceivedDate DESC … LIMIT n` over one mailbox, where the dates of all messages need not be known. Not so for
 * the Date header: a message of today may claim any date.
 */
export function planDateOrder(input: DateOrderInput): DateOrder | null {
  const { named, shape, scans, isAggregate, constantOf } = input
  const { tokens, text } = named
  const [scan] = scans
  if (!scan || isAggregate || !isSingle(input, scan)) return null
  const order = tokens.findLastIndex(token => isWord(token, 'ORDER'))
  const limitAt = tokens.findLastIndex(token => isWord(token, 'LIMIT'))
  const limit = shape.limit && readLimit(tokens.slice(limitAt), constantOf)
  if (!limit?.limit || !isDateFirst(input, tokens.slice(order + 2, limitAt))) return null
  const from = fromAt(tokens)
  const { ref } = named.tables[0]!
  const date = `, ${quoteName(ref.alias ?? ref.path.at(-1)!)}."ReceivedDate" `
  const start = tokens[from]!.start
  const wanted = limit.limit + limit.offset
  return { rows: limit.limit, wanted, text: applyEdits(text, [{ start, end: start, text: date }]) }
}

function isSingle({ named, shape }: DateOrderInput, scan: Scan): boolean {
  const isOne = named.tables.length === 1 && shape.scopes.length === 1 && shape.refs.length === 1
  const { kind } = named.tables[0]!.resolved
  const isMail = kind === 'mailbox' || kind === 'messages'
  if (!isOne || !isMail || shape.scopes[0]!.otherSources > 0 || !shape.topLevelWords.has('ORDER'))
    return false
  if (scan.mailboxes.length !== 1 || scan.newest !== null) return false
  return !named.tokens.some(token => isWord(token, ...OTHER_ROWS))
}

/** The first term is the column itself, descending; NULLS FIRST, COLLATE and expressions are something else. */
function isDateFirst({ compiled, named }: DateOrderInput, order: readonly Token[]): boolean {
  const end = order.findIndex(token => isSymbol(token, ','))
  const term = end < 0 ? order : order.slice(0, end)
  const [descending, ...path] = [...term].reverse()
  const [column, dot] = path
  const isPath = path.length === 1 || (path.length === 3 && isSymbol(dot, '.'))
  if (!isPath || !isWord(descending, 'DESC') || column?.value.toUpperCase() !== 'RECEIVEDDATE') return false
  if (path.length === 3) return true
  // A result of that name goes before the column.
  const { view } = named.tables[0]!
  return compiled.columns.every(
    ({ name, table, column: origin }) =>
      name.toUpperCase() !== 'RECEIVEDDATE' || (table === view && origin === 'ReceivedDate'),
  )
}

function fromAt(tokens: readonly Token[]): number {
  let depth = 0
  return tokens.findIndex(token => {
    if (isSymbol(token, '(')) depth++
    if (isSymbol(token, ')')) depth--
    return depth === 0 && isWord(token, 'FROM')
  })
}
