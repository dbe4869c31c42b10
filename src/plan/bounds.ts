import { applyEdits } from '../sql/edit.ts'
import { isSymbol, isWord, type Token } from '../sql/lexer.ts'
import type { StatementShape } from '../sql/shape.ts'
import { DEPENDENT_ROWS, WINDOWS } from './dependent-rows.ts'
import type { ConstantOf } from './mask.ts'
import type { Bounds, Scan } from './plan.ts'

export interface BoundedText {
  readonly bounds: Bounds
  /** The text without the LIMIT that the executor applies. */
  readonly text: string
}

/** Words after which a row's place in the result depends on rows that come later. */
const WHOLE_RESULT_WORDS = ['ORDER', ...DEPENDENT_ROWS, ...WINDOWS]

export interface BoundsInput {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly shape: StatementShape
  readonly scans: readonly Scan[]
  readonly isAggregate: boolean
  readonly constantOf: ConstantOf
  /** False under Pushdown=None: the statement then waits for whole mailboxes. */
  readonly allowed: boolean
}

/**
 * Whether rows can be given out while the mailbox is still being read, and where to stop. Only for a statement over one
 * message table with nothing after the filter that needs all rows. A LIMIT bounds the candidates themselves only if
 * nothing filters after the scan.
 */
export function planBounds(input: BoundsInput): BoundedText {
  const none: BoundedText = {
    bounds: { streams: false, limit: null, offset: 0, candidates: null },
    text: input.text,
  }
  const [scan] = input.scans
  if (!input.allowed || !scan || !canStream(input)) return none
  const limit = input.shape.limit
    ? readLimit(input.tokens.slice(input.shape.limit.from), input.constantOf)
    : NO_LIMIT
  if (!limit) return none
  const filters = scan.reader !== null || (input.shape.scopes[0]!.where !== null && !scan.exact)
  const candidates = filters || limit.limit === null ? null : limit.limit + limit.offset
  const bounds: Bounds = { streams: true, ...limit, candidates }
  return { bounds, text: withoutLimit(input) }
}

function canStream({ shape, scans, isAggregate, tokens }: BoundsInput): boolean {
  const isSingle = shape.scopes.length === 1 && shape.refs.length === 1 && scans.length === 1
  if (!isSingle || isAggregate || scans[0]!.mailboxes.length !== 1 || shape.scopes[0]!.otherSources > 0)
    return false
  if (scans[0]!.reader?.definition.perMessage === false) return false
  return !tokens.some(token => isWord(token, ...WHOLE_RESULT_WORDS))
}

function withoutLimit({ text, tokens, shape }: BoundsInput): string {
  if (!shape.limit) return text
  const from = tokens[shape.limit.from]!.start
  return applyEdits(text, [{ start: from, end: tokens.at(-1)!.end, text: '' }])
}

interface Limit {
  readonly limit: number | null
  readonly offset: number
}

const NO_LIMIT: Limit = { limit: null, offset: 0 }

/** `LIMIT n`, `LIMIT n OFFSET m`, `LIMIT m, n` of constants; null when it is something else. Negative is no limit. */
export function readLimit(tokens: readonly Token[], constantOf: ConstantOf): Limit | null {
  const [, first, separator, second, rest] = tokens
  const n = first && wholeNumber(constantOf(first))
  if (n === undefined) return null
  if (!separator) return { limit: n, offset: 0 }
  const m = second && wholeNumber(constantOf(second))
  if (m === undefined || rest) return null
  if (isWord(separator, 'OFFSET')) return { limit: n, offset: m }
  return isSymbol(separator, ',') ? { limit: m, offset: n } : null
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
