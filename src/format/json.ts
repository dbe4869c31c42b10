import { jsonObjects } from './json-object.ts'
import type { ArrayRow, TextFormat, WriterOptions } from './row-writer.ts'

/** One array of objects, one row a line. The array of a result that failed is never closed. */
export function jsonFormat(options: WriterOptions): TextFormat {
  let object: (row: ArrayRow) => string
  let isFirst = true
  return {
    begin(columns) {
      object = jsonObjects(columns, options)
      return '['
    },
    row(row) {
      const separator = isFirst ? '\n' : ',\n'
      isFirst = false
      return separator + object(row)
    },
    end: () => (isFirst ? ']\n' : '\n]\n'),
    abort: () => '\n',
  }
}
