import type { GmailSqlError } from '../../src/index.ts'

/** What a statement gave: rows as texts that are equal exactly when the rows are, or the code of its error. */
export type Outcome =
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly rows: readonly string[] }
  | { readonly kind: 'error'; readonly code: string; readonly message: string }

export async function outcomeOf(
  run: () => Promise<{ rows: readonly (readonly unknown[])[]; columns: readonly { name: string }[] }>,
): Promise<Outcome> {
  try {
    const { rows, columns } = await run()
    return { kind: 'rows', columns: columns.map(({ name }) => name), rows: rows.map(rowText) }
  } catch (error) {
    if (!isGmailSqlError(error)) throw error
    return { kind: 'error', code: error.code, message: error.message }
  }
}

/** By name: after `vi.resetModules()` there is more than one class of it. */
function isGmailSqlError(error: unknown): error is GmailSqlError {
  return error instanceof Error && error.name === 'GmailSqlError'
}

/** Integers are the same whether they come as number or bigint; 1 and 1.5 stay apart from '1' and '1.5'. */
export function rowText(row: readonly unknown[]): string {
  return JSON.stringify(row.map(cellText))
}

function cellText(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}n`
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') }
  return value
}

/** In words, how two outcomes differ; null when they do not. */
export function differenceOf(one: Outcome, other: Outcome, isOrdered: boolean): string | null {
  if (one.kind === 'error' || other.kind === 'error') {
    const same = one.kind === 'error' && other.kind === 'error' && one.code === other.code
    return same ? null : `${summary(one)} against ${summary(other)}`
  }
  if (one.columns.join() !== other.columns.join())
    return `columns ${one.columns.join()} against ${other.columns.join()}`
  return rowDifference(one.rows, other.rows, isOrdered)
}

export function rowDifference(
  one: readonly string[],
  other: readonly string[],
  isOrdered: boolean,
): string | null {
  const [left, right] = isOrdered ? [one, other] : [[...one].sort(), [...other].sort()]
  if (left.length === right.length && left.every((row, index) => row === right[index])) return null
  const onlyLeft = without(left, right)
  const onlyRight = without(right, left)
  const isOrderOnly = onlyLeft.length === 0 && onlyRight.length === 0
  const at = left.findIndex((row, index) => row !== right[index])
  const order = isOrderOnly
    ? `the order from row ${at + 1}: ${left.slice(at, at + 3)} against ${right.slice(at, at + 3)}`
    : ''
  return `${left.length} against ${right.length} rows; ${order || `only left ${some(onlyLeft)}, only right ${some(onlyRight)}`}`
}

function without(rows: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1)
  return rows.filter(row => {
    const count = left.get(row) ?? 0
    left.set(row, count - 1)
    return count <= 0
  })
}

function some(rows: readonly string[]): string {
  return `${rows.length} (${rows.slice(0, 3).join(' ')})`
}

function summary(outcome: Outcome): string {
  return outcome.kind === 'rows' ? `${outcome.rows.length} rows` : `${outcome.code}: ${outcome.message}`
}
