import type { SqlValue } from '../../util/value.ts'

type Known = Exclude<SqlValue, null>

function rank(value: Known): number {
  if (typeof value === 'string') return 1
  return value instanceof Uint8Array ? 2 : 0
}

/** The order of ORDER BY: numbers, then texts by their UTF-8, then BLOBs. */
export function compareValues(a: Known, b: Known): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  // JavaScript compares a bigint with a number exactly.
  return a < b ? -1 : a > b ? 1 : 0
}
