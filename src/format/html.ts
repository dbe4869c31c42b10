import { htmlText } from '../util/text.ts'
import type { SqlValue } from '../util/value.ts'
import { plainText, shown } from './cell.ts'
import type { TextFormat, WriterOptions } from './row-writer.ts'

/** One table of HTML; a page can hold it as it is. NULL is a cell of the class `null`, a BLOB is base64. */
export function htmlFormat(options: WriterOptions): TextFormat {
  const text = (raw: string) => htmlText(shown(raw, options))
  const cell = (value: SqlValue) =>
    value === null ? '<td class="null"></td>' : `<td>${text(plainText(value))}</td>`
  return {
    begin: columns => {
      const heads = columns.map(column => `<th>${text(column.name)}</th>`)
      return `<table>\n<thead><tr>${heads.join('')}</tr></thead>\n<tbody>\n`
    },
    row: row => `<tr>${row.map(cell).join('')}</tr>\n`,
    end: () => '</tbody>\n</table>\n',
    abort: () => '<tr><td>-- incomplete: error\n',
  }
}
