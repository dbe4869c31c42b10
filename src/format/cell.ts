import { escapeForTerminal } from '../util/text.ts'
import type { SqlValue } from '../util/value.ts'
import type { WriterOptions } from './row-writer.ts'

/** NULL where people read; text that says NULL stays plain. */
const NULL_TEXT = '<null>'

/** What stands for NULL in a layout. */
export function nullText(options: WriterOptions): string {
  return options.nullText ?? NULL_TEXT
}

/** A value as text: numbers with all their digits, a BLOB in base64. */
export function plainText(value: Exclude<SqlValue, null>): string {
  return value instanceof Uint8Array ? base64(value) : String(value)
}

/** A value for people: a BLOB as the SQL literal `x'0aff'`. */
export function displayText(value: Exclude<SqlValue, null>): string {
  return value instanceof Uint8Array ? `x'${view(value).toString('hex')}'` : String(value)
}

export function base64(blob: Uint8Array): string {
  return view(blob).toString('base64')
}

/** `escapeForTerminal` when the text goes to a terminal. */
export function shown(text: string, options: WriterOptions): string {
  return options.terminal ? escapeForTerminal(text) : text
}

export function isNumeric(value: SqlValue | undefined): boolean {
  return typeof value === 'number' || typeof value === 'bigint'
}

/** @param total of the whole result: `showing 40 of 12,345 rows` */
export function rowCountText(count: number, total = count): string {
  if (total > count)
    return `showing ${count.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} rows`
  return count === 1 ? '1 row' : `${count} rows`
}

function view(blob: Uint8Array): Buffer {
  return Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength)
}
