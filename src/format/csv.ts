import { csvField, defuseFormula } from '../util/text.ts'
import type { SqlValue } from '../util/value.ts'
import { plainText, shown } from './cell.ts'
import type { TextFormat, WriterOptions } from './row-writer.ts'

/**
 * RFC 4180 with a header line: CRLF, fields quoted where they must be, UTF-8 without BOM. NULL is an empty field,
 * empty text is `""`, a BLOB is base64. Values are exact; `csvSafe` alters text that looks like a formula.
 * On a terminal lines end in LF. A result that failed ends in a quoted field that is never closed.
 */
export function csvFormat(options: WriterOptions): TextFormat {
  const { delimiter = ',', quote = '"', header = true, bom = false } = options.csv ?? {}
  const lineEnd = options.csv?.lineEnd ?? (options.terminal ? '\n' : '\r\n')
  const quoted = (raw: string) => csvField(raw, delimiter, quote)
  const text = (raw: string) => quoted(shown(options.csvSafe ? defuseFormula(raw) : raw, options))
  const field = (value: SqlValue) => {
    if (value === null) return options.nullText ? text(options.nullText) : ''
    return typeof value === 'string' ? text(value) : quoted(plainText(value))
  }
  const line = (cells: readonly string[]) => cells.join(delimiter) + lineEnd
  return {
    begin: columns => (bom ? '\ufeff' : '') + (header ? line(columns.map(column => text(column.name))) : ''),
    row: row => line(row.map(field)),
    end: () => '',
    abort: () => `${quote}-- incomplete: error${lineEnd}`,
  }
}

/** The same with a TAB between fields. */
export function tsvFormat(options: WriterOptions): TextFormat {
  return csvFormat({ ...options, csv: { ...options.csv, delimiter: '\t' } })
}
