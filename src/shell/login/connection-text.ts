import type { Pairs } from './ways.ts'

/** A connection string of these properties. */
export function connectionText(pairs: Pairs): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(';')
}

function quoted(value: string): string {
  return /^[\w.@:/+-]*$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`
}
