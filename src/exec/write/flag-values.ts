import { GmailSqlError } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'

const SYSTEM = ['\\Seen', '\\Flagged', '\\Answered', '\\Deleted', '\\Draft']

/** A truth as it is written: 1, 0, true, false. @throws BAD_VALUE */
export function readTruth(column: string, value: SqlValue): boolean {
  const text = String(value).toLowerCase()
  if (text === '1' || text === 'true') return true
  if (text === '0' || text === 'false') return false
  throw new GmailSqlError('BAD_VALUE', `${column} cannot be ${shown(value)}`, {
    hint: 'It takes 1 and 0, or true and false.',
  })
}

/**
 * `Seen,Flagged` or `\Seen \Flagged`: system flags in the spelling of the RFC, keywords as they are, each once.
 * @throws BAD_VALUE for what is no flag, and for \Deleted and \Recent
 */
export function readFlags(value: SqlValue): string[] {
  if (typeof value !== 'string') throw badFlags(value, "Write a text: 'Seen,Flagged', or '' for none.")
  const words = value.split(/[\s,]+/).filter(word => word !== '')
  return [...new Set(words.map(canonicalFlag))]
}

function canonicalFlag(word: string): string {
  const bare = word.replace(/^\\/, '').toLowerCase()
  const system = SYSTEM.find(flag => flag.slice(1).toLowerCase() === bare)
  if (system === '\\Deleted' || bare === 'recent')
    throw badFlags(word, 'DELETE removes messages; \\Recent is the server’s.')
  if (system) return system
  if (/^[!#$&'+\-./0-9:;<=>?@A-Z^_`a-z|~]+$/.test(word)) return word
  throw badFlags(word, 'A flag is \\Seen, \\Flagged, \\Answered, or a word of ASCII letters and digits.')
}

function badFlags(value: SqlValue, hint: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `Flags cannot be ${shown(value)}`, { hint })
}

/** A value in a message. */
export function shown(value: SqlValue): string {
  if (Buffer.isBuffer(value)) return 'a BLOB'
  return value === null ? 'NULL' : JSON.stringify(String(value))
}

/** Flags compare without case (RFC 9051 §2.3.2). */
export function hasFlag(flags: readonly string[], wanted: string): boolean {
  const name = wanted.toLowerCase()
  return flags.some(flag => flag.toLowerCase() === name)
}

/** Those of the first list that are not in the second. */
export function flagsBeside(flags: readonly string[], others: readonly string[]): string[] {
  return flags.filter(flag => !hasFlag(others, flag))
}
