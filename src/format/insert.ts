import type { SqlValue } from '../util/value.ts'
import { shown } from './cell.ts'
import { INCOMPLETE, type TextFormat, type WriterOptions } from './row-writer.ts'

/** One INSERT a row, in standard SQL: a backslash in a text is a backslash. */
export function insertFormat(options: WriterOptions): TextFormat {
  const name = (raw: string) => `"${shown(raw, options).replaceAll('"', '""')}"`
  const text = (raw: string) => `'${shown(raw, options).replaceAll("'", "''")}'`
  let start = ''
  return {
    begin(columns) {
      const list = columns.map(column => name(column.name)).join(', ')
      start = `INSERT INTO ${name(options.table ?? 'result')} (${list}) VALUES`
      return ''
    },
    row: row => `${start} (${row.map(value => literal(value, text)).join(', ')});\n`,
    end: () => '',
    abort: () => INCOMPLETE,
  }
}

function literal(value: SqlValue, text: (raw: string) => string): string {
  if (value === null) return 'NULL'
  if (value instanceof Uint8Array) return blob(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? '9e999' : '-9e999'
  if (typeof value !== 'string') return String(value)
  // No text in quotes can hold NUL.
  return value.includes('\0') ? `CAST(${blob(Buffer.from(value))} AS TEXT)` : text(value)
}

function blob(bytes: Uint8Array): string {
  return `X'${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}'`
}
