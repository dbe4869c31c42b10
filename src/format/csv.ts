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
  const lineEnd = options.terminal ? '\n' : '\r\n'
  const text = (raw: string) => csvField(shown(options.csvSafe ? defuseFormula(raw) : raw, options))
  const field = (value: SqlValue) => {
    if (value === null) return ''
    return typeof value === 'string' ? text(value) : csvField(plainText(value))
  }
  return {
    begin: columns => columns.map(column => text(column.name)).join(',') + lineEnd,
    row: row => row.map(field).join(',') + lineEnd,
    end: () => '',
    abort: () => `"-- incomplete: error${lineEnd}`,
  }
}
